// Files are sent with progress, and can be stopped. Without it they travel with their form.
(() => {
  const send = (address, bar, ended) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", address);
    sending.upload.addEventListener("progress", (step) => { bar.value = (100 * step.loaded) / step.total; });
    sending.addEventListener("loadend", () => {
      bar.hidden = true;
      ended(sending);
    });
    bar.hidden = false;
    return sending;
  };
  const refused = (answer) => {
    document.querySelector("main").replaceWith(answer.querySelector("main"));
    document.getElementById("error-summary")?.focus();
  };
  document.addEventListener("change", ({ target: input }) => {
    if (!input.dataset.upload || !input.files.length) return;
    const body = new FormData();
    [...input.files].forEach((file) => body.append("files", file));
    const sending = send(input.dataset.upload, document.getElementById("files-progress"), ({ status, responseText }) => {
      const held = document.getElementById("held-files");
      if (status !== 200) held.textContent = input.dataset.failed;
      else held.outerHTML = responseText;
    });
    sending.setRequestHeader("HX-Request", "true");
    input.value = "";
    sending.send(body);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const bar = form.querySelector("progress"), stop = form.querySelector("[data-stop]");
    if (!stop || !form.querySelector("[type=file]").value) return;
    event.preventDefault();
    const sending = send(form.action, bar, ({ status, responseURL, responseText }) => {
      stop.hidden = true;
      form.querySelector("[role=alert]").textContent = status ? "" : bar.dataset.stopped;
      if (status === 200) location = responseURL;
      else if (status) refused(new DOMParser().parseFromString(responseText, "text/html"));
    });
    stop.hidden = false;
    stop.onclick = () => sending.abort();
    sending.send(new FormData(form));
  });
})();
