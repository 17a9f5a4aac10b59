// The only script the public pages load. Everything works without it.

// Quick exit: cover the page at once, end the session in the background, leave without a way back here.
// <body data-exit-path> names our own address that ends a session; without one there is none to end.
const leave = (link) => {
  const root = document.documentElement;
  root.dataset.leaving = "true"; // unsaved text must not hold her back with a question
  root.append(Object.assign(document.createElement("div"), { className: "exit-cover" }));
  document.title = "\u00a0";
  const { exitPath, csrf } = document.body.dataset;
  // Without this script the link itself leads over our address, which ends the session.
  const away = link.dataset.exit || link.href;
  const go = () => location.replace(away);
  window.open(away, "_blank", "noopener,noreferrer");
  if (!exitPath) return go();
  // "Back" pressed in the same breath must not find the session open: the covered page waits for the
  // server's word, but no longer than a moment.
  const ended = fetch(exitPath, {
    method: "POST",
    keepalive: true,
    redirect: "manual",
    headers: { "X-CSRFToken": csrf },
  }).catch(() => {});
  Promise.race([ended, new Promise((over) => setTimeout(over, 333))]).then(go);
};
const exits = document.querySelectorAll("[data-exit]");
for (const link of exits)
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });

// Shift three times within five seconds does the same.
let presses = [];
addEventListener("keydown", (event) => {
  if (!exits.length || event.repeat) return;
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  presses = [...presses.filter((t) => event.timeStamp - t < 5000), event.timeStamp];
  if (presses.length === 3) leave(exits[0]);
});

// A private page that comes back from the browser's memory is asked for again, so "Back" shows nothing old.
addEventListener("pageshow", (event) => {
  if (event.persisted && "private" in document.body.dataset) location.reload();
});

// After a form came back with errors, the summary is what to read first.
document.querySelector(".error-summary")?.focus();

// Sliders: the number and the two step buttons follow the range input.
// data-slider="unset" looks pale and sends nothing until it is touched.
for (const box of document.querySelectorAll("[data-slider]")) {
  const range = box.querySelector("input[type=range]");
  const out = box.querySelector("output");
  const { name } = range.dataset;
  if (box.dataset.slider === "set") range.name = name;
  const show = () => {
    out.value = range.value;
    range.style.setProperty(
      "--v",
      `${((range.value - range.min) / (range.max - range.min)) * 100}%`,
    );
  };
  range.addEventListener("input", () => {
    box.dataset.slider = "set";
    range.name = name;
    show();
  });
  // A touch on the pale value itself is an answer too, though the value does not change.
  range.addEventListener("click", () => range.dispatchEvent(new Event("input", { bubbles: true })));
  for (const button of box.querySelectorAll("button[data-step]"))
    button.addEventListener("click", () => {
      Number(button.dataset.step) > 0 ? range.stepUp() : range.stepDown();
      range.dispatchEvent(new Event("input", { bubbles: true }));
      range.dispatchEvent(new Event("change", { bubbles: true }));
    });
  show();
}

// A text area with data-counts="ID" says there how many characters it holds.
for (const area of document.querySelectorAll("textarea[data-counts]")) {
  const out = document.getElementById(area.dataset.counts);
  if (!out) continue;
  const show = () => {
    out.textContent = area.value.length.toLocaleString(document.documentElement.lang);
  };
  area.addEventListener("input", show);
  show();
}
