// Desk and portal: forms that save themselves on the server. Without this script the form's own button saves.

// That a thread was read is said by the page that shows it: asking for a page changes nothing.
for (const thread of document.querySelectorAll("[data-read]"))
  fetch(thread.dataset.read, {
    method: "POST",
    headers: { "X-CSRFToken": document.body.dataset.csrf, "X-Background": "1" },
  }).catch(() => {});
//
// <form data-autosave="URL"> posts its fields 1.5 s after the last key, when a field is left and when the page is
// hidden. The address answers JSON {"version": 4, "saved_at": "21:42"}. Nothing is ever kept on this device:
// what could not be saved stays in the open page, and the page says so. Words come from data- attributes of the
// form's .save element (templates/components/save_state.html).
//
// A form whose action is an act's address names its page in data-page: after a refusal the browser stands at the
// act's address, which answers no GET.

const PAUSE = 1500;
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies that outlive the page

class Autosave {
  constructor(form) {
    this.form = form;
    this.status =
      document.getElementById(form.dataset.saveStatus) || form.querySelector(".save[data-state]");
    this.actions = document.createElement("span");
    this.actions.className = "save-actions";
    this.status?.after(this.actions);
    this.edits = 0;
    this.saved = 0;
    this.running = false;
    this.stopped = false; // somebody else saved: do not write over their text
    form.addEventListener("input", () => this.edited());
    form.addEventListener("change", () => this.edited());
    // A press on “Sign in” or “Try again” takes the focus too; saving then would take the link away
    // from under the finger.
    this.pressed = false;
    this.actions.addEventListener("pointerdown", () => {
      this.pressed = true;
    });
    for (const end of ["pointerup", "pointercancel"])
      addEventListener(end, () => {
        this.pressed = false;
      });
    form.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (this.pressed || next?.type === "submit" || this.actions.contains(next)) return;
      this.save();
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(this.timer);
      if (this.running) {
        // A save is on its way and will bring a new version: send the form right after it.
        event.preventDefault();
        this.sendNext = event.submitter;
        return;
      }
      this.saved = this.edits;
      this.stopped = true;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
  }

  get unsaved() {
    return this.saved < this.edits;
  }

  // The form's own page: a refused form is shown at the address of its act, which answers no GET.
  get page() {
    return this.form.dataset.page ?? location.href;
  }

  edited() {
    this.edits += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  say(state, words) {
    if (!this.status) return;
    this.actions.replaceChildren();
    this.status.dataset.state = state === "saving" || state === "saved" ? state : "failed";
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  offer(label, run) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-line btn-small";
    button.textContent = label;
    button.addEventListener("click", run);
    this.actions.append(button);
  }

  offerPage(label, address) {
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = label;
    this.actions.append(link);
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.unsaved || this.stopped || this.running) return;
    this.running = true;
    const sent = this.edits;
    const words = this.status?.dataset ?? {};
    this.say("saving", words.saving);
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.form))
        if (typeof value === "string") body.append(name, value);
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: body.toString().length < KEEPALIVE_LIMIT,
        headers: { Accept: "application/json", "X-Autosave": "true" },
      });
      if (response.ok) await this.took(response, sent, words);
      else await this.refused(response, words);
    } catch {
      this.failed(words.failed, words);
    }
    this.running = false;
    if (this.sendNext !== undefined) {
      const button = this.sendNext;
      this.sendNext = undefined;
      this.form.requestSubmit(button);
      return;
    }
    if (this.unsaved && this.status?.dataset.state === "saved") this.save();
  }

  async took(response, sent, words) {
    const answer = await response.json();
    const version = this.form.elements.namedItem("version");
    if (version && answer.version !== undefined) version.value = answer.version;
    this.saved = sent;
    this.say("saved", [words.saved, answer.saved_at].filter(Boolean).join(" "));
  }

  async refused(response, words) {
    const told = await this.toldWhy(response);
    if (told) {
      // The server says in words why: keep what is typed, and try again only when asked to.
      this.failed(`${words.kept} ${told}`, words);
    } else if (response.status === 409) {
      this.stopped = true;
      this.say("failed", words.conflict);
      this.offerPage(words.open, this.page);
    } else if ([401, 403].includes(response.status) || response.type === "opaqueredirect") {
      this.say("failed", words.signedOut);
      this.offerPage(words.signIn, words.loginUrl);
      this.offer(words.retry, () => this.again());
    } else this.failed(words.failed, words);
  }

  async toldWhy(response) {
    if (![400, 409].includes(response.status)) return "";
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) return "";
    try {
      return (await response.json()).error ?? "";
    } catch {
      return "";
    }
  }

  failed(message, words) {
    this.say("failed", message);
    this.offer(words.retry, () => this.save());
  }

  // Signing in made a new form token: take it from a fresh copy of the page, then try once more.
  async again() {
    try {
      const page = await (await fetch(this.page, { cache: "no-store" })).text();
      const token = /data-csrf="([A-Za-z0-9]+)"/.exec(page);
      const field = this.form.elements.namedItem("csrfmiddlewaretoken");
      if (token && field) {
        field.value = token[1];
        document.body.dataset.csrf = token[1];
      }
    } catch {
      // No connection: save() says so.
    }
    this.save();
  }
}

const forms = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Autosave(form));

addEventListener("beforeunload", (event) => {
  if (document.documentElement.dataset.leaving) return;
  if (forms.some((form) => form.unsaved)) event.preventDefault();
});

// htmx sends the page's form token with every request.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
});

// "/" or Ctrl-K: to Find, in the side bar or on its own page where the bar has no room for it.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, trix-editor, [contenteditable]");
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
  const chord = event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!slash && !chord) return;
  const field = [...document.querySelectorAll("#q, [data-find]")].find((one) => one.offsetParent);
  const link = document.querySelector(".find-link");
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.focus();
  else link.click();
});

// Bars that scroll sideways on a phone begin where the reader is.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const bar = here.closest("nav");
  const [inner, outer] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
