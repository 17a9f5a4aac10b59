// A small hash proof in place of a puzzle: <form data-proof> with fields "challenge" and "proof".
// Without this script the form is sent all the same; a person then looks at it first.
const BITS = 14;

const zeroBits = (bytes) => new DataView(bytes).getUint32(0) >>> (32 - BITS) === 0;

const prove = async (challenge) => {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const digest = await crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${number}`));
    if (zeroBits(digest)) return String(number);
  }
};

for (const form of document.querySelectorAll("form[data-proof]")) {
  const proof = form.elements.namedItem("proof");
  const challenge = form.elements.namedItem("challenge");
  if (!proof || !challenge || !globalThis.crypto?.subtle) continue;
  let started;
  // Begins with the first key, so that nobody waits at the end.
  const begin = () => {
    started ??= prove(challenge.value).then((number) => {
      proof.value = number;
    });
    return started;
  };
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (proof.value) return;
    event.preventDefault();
    begin().then(() => form.requestSubmit(event.submitter));
  });
}
