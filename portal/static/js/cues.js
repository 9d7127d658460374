// Buttons change the row of captions or chapters one is in; the player says which second it is.
(() => {
  const bar = document.querySelector("[data-cues]");
  if (!bar) return;
  const rows = document.getElementById(bar.dataset.cues);
  const player = document.querySelector("video[data-player]");
  const now = () => new Date(player.currentTime * 1000).toISOString().slice(11, 23);
  const of = (row, name) => row.querySelector(`[name=${name}]`);
  let cell = rows.querySelector("input");
  const add = (row, start, end, text) => {
    const fresh = row.cloneNode(true);
    fresh.querySelectorAll("input").forEach((one) => { one.value = { start, end, text }[one.name] ?? ""; });
    row.after(fresh);
    return of(fresh, "text");
  };
  const acts = {
    play: (row) => {
      player.currentTime = new Date(`1970-01-01T${of(row, "start").value}Z`) / 1000 || 0;
      player.play();
    },
    start: (row) => { of(row, "start").value = now(); },
    end: (row) => { of(row, "end").value = now(); },
    add: (row) => add(row),
    split: (row) => {
      const [words, end] = [of(row, "text"), of(row, "end")];
      const next = add(row, now(), end.value, words.value.slice(words.selectionStart).trim());
      words.value = words.value.slice(0, words.selectionStart).trim();
      end.value = now();
      return next;
    },
    remove: (row) => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (next) row.remove();
      return of(next ?? row, "text");
    },
  };
  const act = (name) => {
    const next = acts[name](cell.closest("tr")) ?? cell;
    [...rows.rows].forEach((row, n) => row.querySelectorAll("input").forEach((one) => {
      one.id = `${one.name}-${n + +rows.dataset.first}`;
      one.ariaLabel = one.ariaLabel.replace(/\d+/, n + +rows.dataset.first);
    }));
    next.focus();
  };
  bar.hidden = false;
  rows.addEventListener("focusin", ({ target }) => { cell = target; });
  bar.addEventListener("click", ({ target }) => target.dataset.do && act(target.dataset.do));
  rows.addEventListener("keydown", (event) => {
    const button = event.ctrlKey && bar.querySelector(`[aria-keyshortcuts="Control+${event.key}"]`);
    if (button) event.preventDefault(), button.click();
  });
})();
