// On a narrow screen what stands in the margin begins folded. Without this it begins open, which is only longer.
(() => {
  if (!window.matchMedia("(max-width: 47.99rem)").matches) return;
  document.querySelectorAll(".margin details[open]:not([data-keep])").forEach((part) => { part.open = false; });
})();
