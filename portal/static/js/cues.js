// Buttons change the row of captions or chapters one is in; the player says which second it is.
(() => {
  const bar = document.querySelector("[data-cues]");
  if (!bar) return;
  const rows = document.getElementById(bar.dataset.cues);
  const player = document.querySelector("video[data-player]");
  const second = () => new Date(player.currentTime * 1000).toISOString().slice(11, 23);
  let cell = rows.querySelector("input");
  const of = (row, name) => row.querySelector(`[name=${name}]`);
  const add = (row) => {
    const fresh = row.cloneNode(true);
    fresh.querySelectorAll("input").forEach((one) => { one.value = ""; one.removeAttribute("aria-invalid"); });
    fresh.querySelectorAll("[data-original]").forEach((one) => one.replaceChildren());
    row.after(fresh);
    return fresh;
  };
  const acts = {
    play: (row) => {
      player.currentTime = of(row, "start").value.split(":").reduce((all, part) => all * 60 + Number(part.replace(",", ".")), 0) || 0;
      player.play();
    },
    start: (row) => { of(row, "start").value = second(); },
    end: (row) => { of(row, "end").value = second(); },
    add: (row) => of(add(row), "start"),
    split: (row) => {
      const [words, end, fresh] = [of(row, "text"), of(row, "end"), add(row)];
      const at = document.activeElement === words || cell === words ? words.selectionStart : words.value.length;
      of(fresh, "start").value = second();
      of(fresh, "end").value = end.value;
      of(fresh, "text").value = words.value.slice(at).trim();
      [end.value, words.value] = [second(), words.value.slice(0, at).trim()];
      return of(fresh, "text");
    },
    remove: (row) => {
      const next = of(row.nextElementSibling ?? row.previousElementSibling ?? row, "text");
      if (rows.rows.length > 1) row.remove();
      return next;
    },
  };
  const act = (name) => {
    const next = acts[name](cell.closest("tr"));
    [...rows.rows].forEach((row, n) => row.querySelectorAll("input").forEach((one) => {
      one.id = `${one.name}-${n + 1}`;
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/\d+/, n + 1));
    }));
    if (next) next.focus();
    document.getElementById("announce").textContent = (next ?? cell).getAttribute("aria-label");
  };
  const keys = { Enter: "split", ArrowDown: "add", Delete: "remove" };
  bar.hidden = false;
  rows.addEventListener("focusin", ({ target }) => { cell = target; });
  bar.addEventListener("click", ({ target }) => target.dataset.do && act(target.dataset.do));
  rows.addEventListener("keydown", (event) => {
    const name = event.ctrlKey && keys[event.key];
    if (!name || !bar.querySelector(`[data-do=${name}]`)) return;
    event.preventDefault();
    act(name);
  });
})();
