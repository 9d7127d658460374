// Keys of the desk. In the list, while it has the focus (WCAG 2.1.4): j, k or arrows move, Enter opens, t takes.
// On a ticket: Ctrl+Enter sends what is typed, and another form does not lose it without a question.
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    const list = event.target.closest && event.target.closest("[data-queue]");
    if (!list || list.dataset.queue === "off" || isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...list.querySelectorAll("a[data-row]")];
    const row = event.target.closest("[data-item]");
    const here = links.findIndex((link) => row && row.contains(link));
    if (event.key in steps) {
      const next = links[Math.max(0, Math.min(links.length - 1, here + steps[event.key]))];
      if (!next) return;
      event.preventDefault();
      next.focus();
    } else if (event.key === "t" && row) {
      const take = row.querySelector("button[data-take]");
      if (!take) return;
      event.preventDefault();
      take.click();
    }
  });

  let sent = null;
  document.addEventListener("keydown", (event) => {
    const send = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.querySelector("[data-send]");
    if (send) send.click();
  });
  document.addEventListener("submit", (event) => { sent = event.target; });
  addEventListener("beforeunload", (event) => {
    const isUnsent = (area) => area.form !== sent && area.value.trim();
    if ([...document.querySelectorAll("textarea")].some(isUnsent)) event.preventDefault();
  });
})();
