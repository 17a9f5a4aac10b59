// Ties allauth's passkey functions to the buttons that name them:
// <div data-passkeys="loginForm" data-login="button id" data-credential="field id" …>
for (const place of document.querySelectorAll("[data-passkeys]")) {
  const { passkeys, ...ids } = place.dataset;
  window.allauth?.webauthn?.forms[passkeys]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("passkey-failed");
  if (note) note.hidden = false;
});

// A tick of the form above counts for the passkey too: its own form is sent by the library.
for (const copy of document.querySelectorAll("[data-same-as]")) {
  const tick = document.getElementById(copy.dataset.sameAs);
  const follow = () => { copy.value = tick?.checked ? "on" : ""; };
  tick?.addEventListener("change", follow);
  follow();
}

// Recovery codes are shown once: leaving before they are kept asks first.
const kept = document.querySelector("[data-codes-kept]");
addEventListener("beforeunload", (event) => {
  if (kept && !kept.checked && !document.documentElement.dataset.leaving) event.preventDefault();
});
