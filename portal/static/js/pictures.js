// A picture pasted or dropped into a text goes to the media library; its Markdown comes back.
(() => {
  const box = document.getElementById("ask-picture");
  if (!box) return;
  const [form, alt, says] = [box.firstElementChild, box.querySelector("input"), box.querySelector("[role=alert]")];
  let area, file, caret;
  const find = ({ target }) => document.getElementById(target.dataset?.pictureFor) ?? target.closest?.("textarea[data-pictures]");
  const take = (event, files) => {
    const found = [...(files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!found || !find(event)) return;
    event.preventDefault();
    [area, file, alt.value, says.textContent] = [find(event), found, "", ""];
    caret = [area.selectionStart, area.selectionEnd]; // lost while the dialog is open
    box.showModal();
  };
  form.addEventListener("submit", async (event) => {
    if (!event.submitter?.value) return;
    event.preventDefault();
    const body = new FormData();
    body.append("file", file, file.name);
    body.append("alt", alt.value);
    body.append(event.submitter.value, "1");
    says.textContent = box.dataset.sending;
    const answer = await fetch(area.dataset.pictures, { method: "POST", body, headers: { Accept: "text/markdown" } }).catch(() => null);
    const words = answer && answer.status < 500 ? await answer.text() : "<";
    says.textContent = words.startsWith("<") ? box.dataset.failed : words;
    if (!answer?.ok) return;
    box.close();
    area.focus();
    area.setSelectionRange(...caret);
    document.execCommand("insertText", false, words);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.dataset.pictureFor) return;
    take(event, event.target.files);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => { if (!event.clipboardData?.types.includes("text/plain")) take(event, event.clipboardData?.files); });
  document.addEventListener("dragover", (event) => { if (find(event) && event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  document.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
})();
