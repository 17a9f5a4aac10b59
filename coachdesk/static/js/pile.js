// A pile that is read by keyboard: j or right goes on, k or left goes back, r jumps into the answer.
const to = (rel) => document.querySelector(`[data-pile] a[rel=${rel}]`)?.click();
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, button, summary")) return;
  const act = {
    j: () => to("next"),
    ArrowRight: () => to("next"),
    k: () => to("prev"),
    ArrowLeft: () => to("prev"),
    r: () => document.getElementById("id_text")?.focus(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
