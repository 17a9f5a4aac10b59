// Loaded right after Trix. Headings stand below the page's own, and nothing can be dropped into a text.
window.Trix.config.blockAttributes.heading1.tagName = "h3";
document.addEventListener("trix-file-accept", (event) => event.preventDefault());

// <textarea data-rich="HTML"> becomes an editor that posts NAME_html; without this script the text area itself is
// posted, and the server keeps the form of words that did not change.
for (const area of document.querySelectorAll("textarea[data-rich]")) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.id = `${area.id}-html`;
  field.name = `${area.name}_html`;
  field.value = area.dataset.rich;
  // Words that were typed before this script arrived, or that the browser brought back, come along.
  const typed = area.value !== area.defaultValue;
  if (typed) {
    const words = area.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    field.value = `<div>${words.replaceAll("\n", "<br>")}</div>`;
  }
  const editor = document.createElement("trix-editor");
  const label = document.querySelector(`label[for="${area.id}"]`);
  editor.setAttribute("input", field.id);
  editor.setAttribute("role", "textbox");
  editor.setAttribute("aria-multiline", "true");
  editor.setAttribute("aria-labelledby", label.id);
  label.removeAttribute("for");
  editor.className = area.className;
  editor.dataset.for = area.id;
  label.addEventListener("click", () => editor.focus());
  area.hidden = area.disabled = true;
  let ready = false;
  editor.addEventListener("trix-initialize", () => {
    ready = true;
    if (typed) area.form.dispatchEvent(new Event("input", { bubbles: true }));
    for (const button of editor.toolbarElement.querySelectorAll("button[title]"))
      button.setAttribute("aria-label", button.title);
  });
  editor.addEventListener("trix-change", () => {
    if (ready) area.form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.after(field, editor);
}
