// Forms that save themselves as they are typed in: what the server does not have yet is kept on this computer, and sent
// again until it has arrived, also after the page was closed or the connection cut.
import { COME_BACK, renewToken } from "./session.js";
import { forget, keep, kept, onlyHere, stays } from "./storage.js";

const PAUSE = 800; // ms without a key until what is typed is sent
const AGAIN = 4_000; // ms until a send that failed is tried again
const OWN = ["csrf"]; // never kept: it belongs to the page

const STATE = ["seen", "window"]; // what the page knows of the server
const REFUSED = [403, 404, 409, 413, 422]; // sending the same again would not help

class SavingForm {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved]");
    this.wants = form.querySelector("[data-wants]");
    const about = ["section", "scope", "key"].map((name) => form.elements[name]?.value ?? "");
    this.name = ["candour-typed", form.dataset.saving, form.getAttribute("action"), ...about].join(" ");
    this.timer = null;
    this.sending = false;
    this.restore();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => { event.preventDefault(); this.adopt(); this.soon(0); });
    for (const back of ["online", "visibilitychange"]) addEventListener(back, () => { if (this.waits() && !document.hidden) this.soon(0); });
    addEventListener("pagehide", () => { if (this.waits()) this.post(true).catch(() => {}); });
  }

  values() {
    return [...new FormData(this.form)].filter(([name]) => !OWN.includes(name));
  }

  waits() {
    return kept(this.name) !== null;
  }

  keep() {
    const { section } = this.form.closest("[data-section]")?.dataset ?? {}; // its title, under which it is shown elsewhere
    keep(this.name, JSON.stringify([...this.values(), ...(section ? [["title", section]] : [])]));
  }

  restore() {
    const left = JSON.parse(kept(this.name) ?? "null");
    if (!left) return;
    this.stood = this.values();
    for (const [name, value] of left) {
      const field = this.form.elements[name];
      if (field) field.value = value; // a group of radio buttons takes its value in the same way
    }
    this.form.closest("details")?.setAttribute("open", "");
    this.tell("Typed earlier and not saved then. Saving it now.", true);
    this.soon(0);
  }

  typed() {
    this.keep();
    this.tell(onlyHere(this.name) ? `Not saved yet. ${stays(this.name)}` : "Not saved yet.", true);
    this.soon(PAUSE);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  post(leaving) {
    return fetch(this.form.getAttribute("action"), {
      method: "POST", body: new URLSearchParams([...new FormData(this.form)]), redirect: "manual", keepalive: leaving,
      headers: { accept: "application/json" },
    });
  }

  async send() {
    if (this.sending) return this.soon(PAUSE);
    this.sending = true;
    const sent = JSON.stringify(this.values());
    try {
      await this.answered(await this.post(false), sent);
    } catch {
      this.later();
    } finally {
      this.sending = false;
    }
  }

  async answered(response, sent) {
    if (response.ok) return this.arrived(await response.json(), sent);
    const renewed = [401, 403].includes(response.status) ? await renewToken() : "";
    if (renewed === "taken") return this.soon(0);
    if (renewed === "out" || !REFUSED.includes(response.status)) return this.later(renewed === "out");
    const { error } = await response.json().catch(() => ({ error: "That could not be saved." }));
    const both = response.status === 409 && this.showStood();
    this.tell(`${both ? "This was changed elsewhere. Put both together, then save." : error} ${stays(this.name)}`, true);
  }

  /** Show what stood on the server when the page came, below words restored over it; true where there is such. */
  showStood() {
    if (!this.stood) return false;
    if (this.beneath) return true;
    this.beneath = document.createElement("details");
    this.beneath.className = "govuk-details";
    this.beneath.open = true;
    this.beneath.innerHTML = `<summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">What stands on the server</span></summary>
      <div class="govuk-details__text"></div>`;
    for (const [name, value] of this.stood) {
      const field = this.form.elements[name];
      if (!value || field.type === "hidden") continue;
      const chosen = field instanceof RadioNodeList ? [...field].find((one) => one.value === value) : null;
      const words = document.createElement("p");
      words.className = "govuk-body cd-said";
      const label = (chosen ?? field).labels[0].textContent.trim();
      words.textContent = chosen ? label : `${label}: ${value}`;
      this.beneath.lastElementChild.append(words);
    }
    this.form.append(this.beneath);
    return true;
  }

  /** Save over what is shown as standing on the server, as whoever presses Save below it means to. */
  adopt() {
    if (!this.beneath) return;
    for (const [name, value] of this.stood) if (STATE.includes(name)) this.form.elements[name].value = value;
    this.keep();
  }

  arrived({ seen, told, wants }, sent) {
    const typedOn = JSON.stringify(this.values()) !== sent;
    this.form.elements.seen.value = seen;
    if (typedOn) {
      this.keep();
      return this.soon(PAUSE);
    }
    forget(this.name);
    this.beneath?.remove();
    this.beneath = this.stood = null;
    this.tell(told, false);
    if (this.wants) this.wants.textContent = wants;
    this.showLevel();
    this.form.dispatchEvent(new Event("candour-saved", { bubbles: true }));
  }

  /** Send what waits now; true once the server has it. */
  async flush() {
    clearTimeout(this.timer);
    while (this.sending) await new Promise((resolve) => setTimeout(resolve, 100));
    if (this.waits()) await this.send();
    return !this.waits();
  }

  showLevel() {
    const place = this.form.closest("details")?.querySelector("[data-level]");
    const chosen = this.form.querySelector('[name="level"]:checked');
    if (place && chosen) place.textContent = this.form.querySelector(`label[for="${chosen.id}"]`).textContent;
  }

  later(signedOut = false) {
    const why = signedOut ? `You have been signed out. ${COME_BACK}` : "No connection. This is sent as soon as it is back.";
    this.tell(`${why} ${stays(this.name)}`, true);
    this.soon(AGAIN);
  }

  tell(words, waiting) {
    if (this.line.textContent !== words) this.line.textContent = words;
    this.line.classList.toggle("cd-saving--waiting", waiting);
  }
}

export const forms = [...document.querySelectorAll("form[data-saving]")].map((form) => new SavingForm(form));

// Any other form waits until what is typed has arrived: submitting a review must not overtake its last words.
document.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || !forms.some((form) => form.waits())) return;
  event.preventDefault();
  const arrived = await Promise.all(forms.map((form) => form.flush()));
  if (arrived.every(Boolean)) event.target.requestSubmit(event.submitter);
  else forms[arrived.indexOf(false)].line.scrollIntoView({ block: "center" }); // which says what is in the way
});

// A link that leads to a rating opens it.
function openTarget() {
  const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (there instanceof HTMLDetailsElement) there.open = true;
}
openTarget();
addEventListener("hashchange", openTarget);
