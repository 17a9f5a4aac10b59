// The letters' desk: keys in the inbox, the bar for chosen letters, passages and presence on the workbench.

const list = document.querySelector("[data-inbox]");
if (list) {
  const rows = [...list.querySelectorAll(".q")];
  const help = document.querySelector("[data-keys]");
  let at = -1;
  const go = (to) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, to));
    const link = rows[at].querySelector(".gist a");
    link.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const chosen = () => rows[at]?.querySelector("input[type=checkbox]");
  const acts = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    o: () => rows[at]?.querySelector(".gist a").click(),
    a: () => chosen()?.click(),
    r: () => {
      const link = rows[at]?.querySelector(".gist a");
      if (link) location.assign(`${link.href}#answer`);
    },
    "?": () => help?.showModal(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".q");
    if (row) at = rows.indexOf(row);
  });

  // Only who triages has the bar.
  const bar = document.querySelector("[data-bulk]");
  const count = document.querySelector("[data-bulk-count]");
  const boxes = [...list.querySelectorAll("input[name=chosen]")];
  const show = () => {
    const chosenNow = boxes.filter((box) => box.checked).length;
    bar.hidden = chosenNow === 0;
    count.textContent = chosenNow;
    count.parentElement.hidden = false;
  };
  if (bar) {
    list.addEventListener("change", show);
    show();
  }
}

// Saved passages go into the answer where the cursor was.
for (const button of document.querySelectorAll("button[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const area = document.getElementById(button.dataset.insert);
    const words = button.parentElement.querySelector("[data-passage]");
    const text = words.textContent.replaceAll("{name}", words.dataset.passage);
    const rich = document.querySelector(`trix-editor[data-for="${area.id}"]`);
    if (rich) {
      rich.editor.insertString(text);
      rich.focus();
      return;
    }
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}

// A sign of life each half minute; it is no activity and keeps no session alive.
const bench = document.querySelector("form[data-presence]");
if (bench) {
  const hint = document.getElementById("others");
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const response = await fetch(bench.dataset.presence, {
        method: "POST",
        headers: { "X-CSRFToken": document.body.dataset.csrf, "X-Background": "1" },
      });
      if (!response.ok) return;
      const { others } = await response.json();
      const names = others.join(", ");
      const who = hint.querySelector("[data-who]");
      if (who.textContent !== names) who.textContent = names;
      hint.hidden = names === "";
    } catch {
      // No connection: the save state tells about that.
    }
  };
  setInterval(look, 30000);
  document.addEventListener("visibilitychange", look);
}
