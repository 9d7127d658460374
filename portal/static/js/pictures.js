// A picture pasted or dropped into a text goes to the media library; its Markdown comes back.
(() => {
  const take = async (event, files) => {
    const area = document.getElementById(event.target.dataset?.pictureFor) ?? event.target.closest?.("textarea[data-pictures]");
    const file = [...(files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!area || !file) return;
    event.preventDefault();
    const alt = prompt(area.dataset.ask, "");
    if (alt === null) return;
    const body = new FormData();
    body.append("file", file, file.name);
    body.append(alt.trim() ? "alt" : "is_decorative", alt.trim() || "1");
    const answer = await fetch(area.dataset.pictures, { method: "POST", body, headers: { Accept: "text/markdown" } }).catch(() => null);
    const words = answer && answer.status < 500 ? await answer.text() : area.dataset.failed;
    if (!answer?.ok) document.getElementById("announce").textContent = words.startsWith("<") ? area.dataset.failed : words;
    else {
      area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  document.addEventListener("change", (event) => event.target.dataset.pictureFor && take(event, event.target.files));
  document.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  document.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
})();
