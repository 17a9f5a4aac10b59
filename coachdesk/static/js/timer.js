// How long a session has gone on: "12 of 50 min". It only tells; nothing rings and nothing ends by it.
for (const tag of document.querySelectorAll("[data-since]")) {
  const since = Date.parse(tag.dataset.since);
  const shown = tag.querySelector("[data-minutes]");
  const tick = () => {
    const minutes = Math.max(0, Math.floor((Date.now() - since) / 60000));
    // After twice the planned time nobody is still in the session: the note was only left open.
    if (minutes > 2 * Number(tag.dataset.planned)) tag.hidden = true;
    else shown.textContent = shown.textContent.replace(/^\d+/, minutes);
  };
  tick();
  setInterval(tick, 20000);
}
