// What is typed is kept on this computer until the server has it.
import { base, beside, composer, el, me, now, panel } from "./page.js";
import { showChosen } from "./words.js";

const keyOf = (form) => `candour-comment|${me}|${new URL(form.action).pathname}`;
const KEPT = ["words", "sent_as", "assigned_to", "due_on"];

export function keep(form) {
  const words = form.elements.words.value;
  if (!words.trim()) return forget(form);
  const fields = Object.fromEntries(KEPT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ ...fields, chosen: form === composer() ? now.chosen : null }));
  } catch {
    // The browser keeps nothing: the words stay in the form.
  }
}

export function forget(form) {
  try { localStorage.removeItem(keyOf(form)); } catch { /* nothing was kept */ }
}

export function restore(form) {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(keyOf(form))); } catch { return; }
  if (!kept || form.elements.words.value !== form.elements.words.defaultValue) return;
  for (const name of KEPT) if (form.elements[name] && kept[name] !== undefined) form.elements[name].value = kept[name];
  form.closest("details")?.setAttribute("open", "");
  if (form === composer() && kept.chosen) showChosen(kept.chosen);
}

export function showUnsent() {
  if (panel()) return;
  let waits = false;
  try { waits = Object.keys(localStorage).some((key) => key.startsWith(`candour-comment|${me}|${base}/`)); } catch { return; }
  if (waits) beside.append(el("p", { "data-unsent": "" }, el("a", { class: "govuk-link", href: "?beside=comments" }, "A comment of yours has not been sent yet")));
}
