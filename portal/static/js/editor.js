// The buttons above a text write its Markdown; nothing leaves unsaved without a question.
(() => {
  const bar = document.querySelector("[data-toolbar]");
  if (!bar) return;
  const area = document.getElementById(bar.dataset.toolbar);
  const sight = document.getElementById("sight");
  const put = (text, from, to, caret = [text.length, text.length]) => {
    area.focus();
    area.setSelectionRange(from, to);
    document.execCommand("insertText", false, text);
    area.setSelectionRange(from + caret[0], from + caret[1]);
  };
  const write = ({ wrap, block, each, words = "", insert }) => {
    let { selectionStart: from, selectionEnd: to, value } = area;
    if (insert) return put(insert, from, to);
    let [before, after = ""] = (wrap ?? block ?? each).split("|-|"), number = 1;
    const chosen = value.slice(from, to) || words;
    const inner = each ? chosen.replaceAll("\n", () => "\n" + before.replace(1, ++number)) : chosen;
    const above = value.slice(0, from);
    before = (wrap || !above || above.endsWith("\n\n") ? "" : above.endsWith("\n") ? "\n" : "\n\n") + before;
    put(before + inner + after, from, to, [before.length, before.length + inner.length]);
  };
  const show = (number) => {
    const lines = area.value.split("\n"), from = lines.slice(0, number - 1).join("\n").length + (number > 1);
    area.blur();
    area.setSelectionRange(from, from + (lines[number - 1] ?? "").length);
    area.focus();
  };
  bar.hidden = false;
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-insert]").forEach((one) => { one.hidden = false; }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-wrap],[data-block],[data-each],[data-insert],[data-choose],[data-line]");
    if (!button) return;
    const { choose, line } = button.dataset;
    if (choose) document.getElementById(choose).click();
    else if (line) event.preventDefault(), show(+line);
    else write(button.dataset);
  });
  area.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (event.altKey || shiftKey || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      const button = bar.querySelector(`[aria-keyshortcuts="Control+${key.toUpperCase()}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    } else if (key === "Enter") {
      // A list goes on with the next line; an empty item ends it.
      const to = area.selectionEnd, line = area.value.slice(0, area.selectionStart).split("\n").pop();
      const item = /^( *)(?:[-*]|(\d+)\.) (.*)/.exec(line);
      if (!item) return;
      event.preventDefault();
      const mark = item[2] ? item[1] + (+item[2] + 1) + ". " : line.slice(0, item[1].length + 2);
      put("\n" + (item[3] ? mark : ""), area.selectionStart - (item[3] ? 0 : line.length), to);
    }
  });
  // What is beside the text, its preview or its original, keeps up with it.
  area.addEventListener("scroll", () => { sight.scrollTop = area.scrollTop / (area.scrollHeight - area.clientHeight) * (sight.scrollHeight - sight.clientHeight); });
  let dirty = false;
  area.form.addEventListener("input", () => { dirty = true; });
  area.form.addEventListener("submit", () => { dirty = false; });
  document.addEventListener("htmx:after:request", ({ detail }) => { if (detail.ctx?.response?.status === 200 && detail.ctx.sourceElement === area.form) dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
