// The letter form: help numbers follow the chosen country, and speak up when an answer asks for them.
// Without this script the numbers for everywhere stand there, and those of the country after sending.
(() => {
  "use strict";
  const form = document.querySelector(".ask-form");
  if (!form) return;
  const RISKY = { safe_at_home: ["no", "not_always"], afraid: ["yes"], not_wanting_to_live: ["yes"] };
  const here = form.querySelector("[data-help-here]");
  const asked = form.querySelector("[data-help-asked]");

  const follow = () => {
    const country = form.elements.country?.value ?? "";
    let shown = false;
    for (const list of form.querySelectorAll("[data-help-for]")) {
      list.hidden = list.dataset.helpFor !== country;
      shown ||= !list.hidden;
    }
    if (here) here.hidden = shown;
    const risky = Object.entries(RISKY).some(([name, values]) =>
      values.includes(form.elements[name]?.value),
    );
    if (asked) asked.hidden = !risky;
  };

  form.addEventListener("change", follow);
  follow();
})();
