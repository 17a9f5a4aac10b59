// Loaded right before Trix. It would write style elements into the page, which our policy forbids and the
// browser reports each time; the rules it means stand in css/editor.css.
document.head.insertBefore = (node, before) =>
  node.matches?.("style[data-tag-name]")
    ? node
    : Node.prototype.insertBefore.call(document.head, node, before);
