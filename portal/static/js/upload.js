// Files are sent as they are chosen, with progress. Without it they travel with the form.
(() => {
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[data-upload]");
    if (!input || !input.files.length) return;
    const bar = document.getElementById("files-progress");
    const body = new FormData();
    [...input.files].forEach((file) => body.append("files", file));
    const sending = new XMLHttpRequest();
    sending.open("POST", input.dataset.upload);
    sending.setRequestHeader("HX-Request", "true");
    sending.upload.addEventListener("progress", (step) => { bar.value = (100 * step.loaded) / step.total; });
    sending.addEventListener("loadend", () => {
      bar.hidden = true;
      const held = document.getElementById("held-files");
      if (sending.status !== 200) held.textContent = input.dataset.failed;
      else held.outerHTML = sending.responseText;
    });
    input.value = "";
    bar.hidden = false;
    sending.send(body);
  });
})();
