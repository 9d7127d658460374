// Chapter and transcript links move the player; the spoken line is marked. Without it the same links are anchors.
(() => {
  const video = document.querySelector("video[data-player]");
  if (!video) return;
  const lines = [...document.querySelectorAll("[data-start]")];
  const secondOf = (hash) => {
    const found = /^#t=(\d+(?:\.\d+)?)$/.exec(hash);
    return found ? Number(found[1]) : null;
  };
  const seek = (second) => {
    const go = () => { video.currentTime = second; };
    if (video.readyState > 0) go();
    else {
      video.addEventListener("loadedmetadata", go, { once: true });
      video.load();
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#t=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
    seek(secondOf(link.hash));
    video.play().catch(() => {});
  });
  window.addEventListener("hashchange", () => {
    const second = secondOf(location.hash);
    if (second !== null) seek(second);
  });
  const first = secondOf(location.hash);
  if (first !== null) seek(first);

  const mark = (list) => {
    const items = lines.filter((line) => line.closest(list));
    let shown = null;
    return () => {
      const spoken = items.filter((line) => Number(line.dataset.start) <= video.currentTime + 0.05).pop() || null;
      if (spoken === shown) return;
      if (shown) shown.removeAttribute("aria-current");
      if (spoken) spoken.setAttribute("aria-current", "true");
      shown = spoken;
      const box = spoken && spoken.closest(".transcript");
      if (box && !box.matches(":hover, :focus-within")) {
        box.scrollTop += spoken.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
      }
    };
  };
  [mark(".chapters"), mark(".cues")].forEach((follow) => {
    video.addEventListener("timeupdate", follow);
    video.addEventListener("seeked", follow);
  });

  const watched = video.dataset.watched;
  let from = null;
  const tell = () => {
    const to = Math.ceil(video.currentTime);
    if (!watched || from === null || to <= from) return;
    navigator.sendBeacon(watched, new URLSearchParams({ item: video.dataset.item, start: from, end: to }));
    from = to;
  };
  video.addEventListener("play", () => { from = Math.floor(video.currentTime); });
  video.addEventListener("seeking", () => { from = Math.floor(video.currentTime); });
  ["pause", "ended"].forEach((name) => video.addEventListener(name, tell));
  setInterval(() => { if (!video.paused) tell(); }, 15000);

  const filter = document.querySelector("[data-transcript-filter]");
  if (!filter) return;
  filter.hidden = false;
  const box = filter.querySelector("input");
  box.addEventListener("input", () => {
    const words = box.value.trim().toLocaleLowerCase();
    lines.filter((line) => line.closest(".cues")).forEach((line) => {
      line.hidden = words !== "" && !line.textContent.toLocaleLowerCase().includes(words);
    });
  });
})();
