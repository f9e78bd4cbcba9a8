// What is typed is kept on this computer until the server has it.
import * as storage from "../storage.js";
import { base, beside, composer, el, me, now, panel } from "./page.js";
import { showChosen } from "./words.js";

const keyOf = (form) => `candour-comment|${me}|${new URL(form.action).pathname}`;
const KEPT = ["words", "sent_as", "assigned_to", "due_on"];
const typedIn = (form) => form.elements.words?.value.trim();

export function keep(form) {
  if (!typedIn(form)) forget(form);
  else {
    const fields = Object.fromEntries(KEPT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
    storage.keep(keyOf(form), JSON.stringify({ ...fields, chosen: form === composer() ? now.chosen : null }));
  }
  tellWhere(form);
}

/** Say, while it is typed, where this computer keeps nothing of it. */
function tellWhere(form) {
  const line = form.querySelector("[data-sending]");
  const sentence = storage.onlyHere(keyOf(form)) ? stays(form) : "";
  if (line && !form.dataset.waiting && line.textContent !== sentence) line.textContent = sentence;
}

/** Where what is typed in a form is, as a sentence; "" where nothing is. */
export const stays = (form) => (typedIn(form) ? storage.stays(keyOf(form)) : "");

export const forget = (form) => storage.forget(keyOf(form));

export function restore(form) {
  let kept = null;
  try { kept = JSON.parse(storage.kept(keyOf(form))); } catch { return; }
  if (!kept || form.elements.words.value !== form.elements.words.defaultValue) return;
  for (const name of KEPT) if (form.elements[name] && kept[name] !== undefined) form.elements[name].value = kept[name];
  form.closest("details")?.setAttribute("open", "");
  if (form === composer() && kept.chosen) showChosen(kept.chosen);
}

export function showUnsent() {
  if (panel() || !storage.namesFrom(`candour-comment|${me}|${base}/`).length) return;
  beside.append(el("p", { "data-unsent": "" }, el("a", { class: "govuk-link", href: "?beside=comments" }, "A comment of yours has not been sent yet")));
}
