// The buttons above a text write its Markdown; nothing leaves unsaved without a question.
(() => {
  const bar = document.querySelector("[data-toolbar]");
  if (!bar) return;
  const area = document.getElementById(bar.dataset.toolbar);
  const put = (text, from, to, caret) => {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    area.setSelectionRange(from + caret[0], from + caret[1]);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const write = ({ wrap, block, insert }) => {
    let { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to);
    if (insert) return put(insert, from, to, [insert.length, insert.length]);
    const [before, after = ""] = (wrap ?? block).split("|-|");
    const above = value.slice(0, from);
    const lead = !block || !above || above.endsWith("\n\n") ? "" : above.endsWith("\n") ? "\n" : "\n\n";
    put(lead + before + chosen + after, from, to, [lead.length + before.length, lead.length + before.length + chosen.length]);
  };
  bar.hidden = false;
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-insert]").forEach((one) => { one.hidden = false; }));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-wrap],[data-block],[data-insert],[data-choose]");
    if (button?.dataset.choose) document.getElementById(button.dataset.choose).click();
    else if (button) write(button.dataset);
  });
  const keys = { b: 1, i: 1, k: 1 };
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !keys[event.key]) return;
    event.preventDefault();
    bar.querySelector(`[aria-keyshortcuts="Control+${event.key.toUpperCase()}"]`).click();
  });
  let dirty = false;
  area.form.addEventListener("input", () => { dirty = true; });
  area.form.addEventListener("submit", () => { dirty = false; });
  document.addEventListener("htmx:after:request", ({ detail }) => { if (detail.ctx?.response?.status === 200 && detail.ctx.sourceElement === area.form) dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
