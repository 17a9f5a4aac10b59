// Loaded right after Trix: headings start at the second level, and nothing can be dropped into a text.
window.Trix.config.blockAttributes.heading1.tagName = "h2";
document.addEventListener("trix-file-accept", (event) => event.preventDefault());
