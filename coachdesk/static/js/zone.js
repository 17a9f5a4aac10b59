// Beside a choice of time zone: what the clock says there now, and on a first visit the browser's zone.
// Without this script the page says the time of the zone that is chosen when it is made.
for (const select of document.querySelectorAll("select[data-zone]")) {
  const said = document.querySelector(`[data-zone-now="${select.id}"]`);
  const tell = () => {
    if (!said) return;
    try {
      const clock = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: select.value };
      const time = new Intl.DateTimeFormat("en-GB", clock).format(new Date());
      said.textContent = said.dataset.words.replace("0:00", time);
    } catch {
      said.textContent = "";
    }
  };
  if (said?.hasAttribute("data-propose")) {
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some((option) => option.value === here)) select.value = here;
  }
  select.addEventListener("change", tell);
  tell();
}
