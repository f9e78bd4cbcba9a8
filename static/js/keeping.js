// Forms that are sent by hand: what is typed in them is kept on this computer until the server has it, so that neither
// a link, a line that is moved, a lost connection nor a session that is over takes it away.
import { forget, kept, namesFrom, remember } from "./storage.js";

const KEPT = "candour-kept";
const LEFT = ["csrf", "seen"]; // what belongs to the page, not to whoever types
const UNTOUCHED = ["", "0"]; // what a field holds on a page that was not sent back

const PAGE = new URLSearchParams(location.search);
// What the server would not have is in its form again, and nowhere else: here it is kept on.
const REFUSED = document.querySelector(".govuk-error-summary, .cd-message--error") !== null;

const chosen = (field) => field.tagName === "SELECT" || field.type === "radio";
const valuesOf = (name) => new Map(JSON.parse(kept(name) ?? "[]"));
const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.trim() === (other ?? "").trim();

class KeptForm {
  constructor(form) {
    this.form = form;
    const { keeping, about } = form.dataset; // `about` tells forms apart that are sent to one place
    this.name = [KEPT, keeping, form.getAttribute("action"), about].filter(Boolean).join(" ");
    if (!form.elements.sent_as) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sent_as", value: newName() }));
    this.restore();
    form.addEventListener("input", () => this.keep());
  }

  get fields() {
    return [...this.form.elements].filter(
      (field) => field.name && !LEFT.includes(field.name) && (field.type !== "radio" || field.checked),
    );
  }

  get typed() {
    return this.fields.filter((field) => field.type !== "hidden");
  }

  keep() {
    const values = this.fields.filter((field) => field.type !== "checkbox" && field.type !== "submit");
    if (!this.typed.some((field) => !chosen(field) && field.value.trim())) return forget(this.name);
    const told = JSON.stringify(values.map((field) => [field.name, field.value, field.defaultValue]));
    if (!remember(this.name, told)) this.tell("This computer keeps nothing for you. Send it before you leave the page.");
  }

  /** What the server sent back goes under the name that its form has now, by which it will arrive. */
  rename(left) {
    const { value, defaultValue } = this.form.elements.sent_as;
    remember(this.name, JSON.stringify([...left.filter(([name]) => name !== "sent_as"), ["sent_as", value, defaultValue]]));
  }

  restore() {
    const left = JSON.parse(kept(this.name) ?? "null");
    if (!left) return;
    const values = valuesOf(this.name);
    const stands = this.typed.every((field) => !values.has(field.name) || same(field.value, values.get(field.name)));
    if (stands) {
      if (REFUSED) this.rename(left);
      else forget(this.name);
      return;
    }
    const was = new Map(left.map(([name, , before]) => [name, before]));
    const untouched = (field) => UNTOUCHED.includes(field.value) || field.value === was.get(field.name);
    const differ = this.typed.filter((field) => values.has(field.name) && !same(field.value, values.get(field.name)));
    const held = differ.filter(untouched);
    if (!held.some((field) => !chosen(field))) {
      const over = differ.filter((field) => !chosen(field) && was.get(field.name)).map((field) => values.get(field.name));
      if (over.length) this.tell(`Typed earlier and not sent then; other words stand here since: ${over.join(" ")}`);
      return; // else the server sent back what was typed, and said why
    }
    for (const field of held) field.value = values.get(field.name);
    for (const field of this.form.elements) {
      if (field.type === "radio") field.checked ||= field.value === values.get(field.name);
    }
    // Under the name of then: had it arrived although no answer came, it is not done twice.
    if (values.has("sent_as")) this.form.elements.sent_as.value = values.get("sent_as");
    this.form.closest("details")?.setAttribute("open", "");
    this.tell("Typed earlier and not sent then.");
    this.holds = true;
  }

  tell(words) {
    this.line ??= this.form.appendChild(Object.assign(document.createElement("p"), { className: "cd-quiet" }));
    this.line.setAttribute("role", "status");
    this.line.textContent = words;
  }
}

// Whatever page it led to: its form may not be there any more.
for (const name of PAGE.has("sent") ? namesFrom(`${KEPT} `) : []) {
  if (valuesOf(name).get("sent_as") === PAGE.get("sent")) forget(name);
}
const forms = [...document.querySelectorAll("form[data-keeping]")].map((form) => new KeptForm(form));
// Whoever comes back, as after signing in again, is led to what waits in a form and the button that sends it.
if (!location.hash) forms.find((one) => one.holds)?.form.scrollIntoView({ block: "center" });
