// Buttons that copy a reference. Hidden until this runs, because without it they could do nothing.
(() => {
  if (!navigator.clipboard) return;
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return;
      }
      button.textContent = button.dataset.copied;
      const status = document.getElementById("announce");
      if (status) status.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 4000);
    });
  });
})();
