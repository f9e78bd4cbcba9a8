// Annotating released text: words are chosen by mouse, touch or keyboard, and what is typed is saved as it is typed.
import { clearFault, showFault } from "./faults.js";
import { lettersIn } from "./letters.js";
import { COME_BACK, renewToken } from "./session.js";
import * as storage from "./storage.js";

const PAUSE = 800; // ms without a key after which what is typed is saved
const RETRY = 5000; // ms between attempts to save what could not be saved
const GATHER = 150; // ms after which a selection counts as made
const KEPT = ["words", "reference", "kind", "about", "quote", "start", "end", "revision", "sent_as"];
const page = document.querySelector("[data-annotated]");
const forms = [...page.querySelectorAll("form[data-annotate]")];
const placeOf = (form) => `candour-annotation|${page.dataset.me}|${location.pathname}|${form.elements.prompt.value}`;
const keyOf = (form) => `${placeOf(form)}|${form.elements.sent_as.value}`; // two windows may begin one each
const fieldsOf = (form) => JSON.stringify(KEPT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
const say = (form, sentence) => { const line = form.querySelector("[data-sending]"); if (line.textContent !== sentence) line.textContent = sentence; };
const states = new Map(forms.map((form) => [form, { saved: "", timer: 0, saving: null, id: null, tookOver: "", stands: null, anew: "" }]));

function keep(form) {
  const { words, seen, window } = form.elements;
  if (!words.value.trim()) return storage.forget(keyOf(form));
  storage.keep(keyOf(form), JSON.stringify({ fields: fieldsOf(form), seen: seen.value, window: window.value, title: page.dataset.section }));
}

function forget(form, sent) {
  if (JSON.parse(storage.kept(keyOf(form)))?.fields === sent) storage.forget(keyOf(form));
}

const stays = (form) => storage.stays(keyOf(form));

/** The words of this place that a window left behind unsaved; where several did, the next ones come after these. */
function left(form) {
  try {
    const key = storage.namesFrom(`${placeOf(form)}|`)[0];
    const kept = key && JSON.parse(storage.kept(key));
    return kept && { ...kept, fields: JSON.parse(kept.fields) };
  } catch { return null; }
}

function restore(form) {
  const kept = left(form);
  if (!kept || form.elements.words.value) return;
  for (const [name, value] of kept.fields) if (form.elements[name]) form.elements[name].value = value;
  form.elements.seen.value = kept.seen;
  states.get(form).tookOver = kept.window;
  form.closest("details").open = true;
  showChosen(form);
  tellWanting(form);
  soon(form, 0);
}

function showChosen(form) {
  const { start, quote } = form.elements;
  const box = form.querySelector("[data-chosen]");
  box.hidden = !start.value;
  box.querySelector("[data-chosen-words]").textContent = start.value ? quote.value : "";
  const typed = form.querySelector(".cd-quote");
  if (typed) typed.hidden = Boolean(start.value) || form.elements.about.value !== "words";
}

function choose(form, found) {
  const { start, end, quote, about } = form.elements;
  start.value = found.start;
  end.value = found.end;
  quote.value = found.words;
  if (about) about.value = "words";
  showChosen(form);
  clearRight(form);
  form.closest("details").open = true;
  form.elements.kind.focus();
}

/** What keeps it from being saved yet: [field, sentence] for each, in the order of the form. */
function wantingIn(form) {
  const { words, kind, about, quote, start } = form.elements;
  const wanting = [];
  if (about.value === "words" && !start.value && !quote.value.trim()) wanting.push([quote, "Copy the words that it is about, or choose “The whole answer”."]);
  if (!kind.value) wanting.push([kind, "Choose what kind of annotation this is."]);
  if (!words.value.trim()) wanting.push([words, "Write what you want to say."]);
  return wanting;
}

const isReady = (form) => !wantingIn(form).length;

/** Say at each field what is missing there, and lead to the first; true where nothing is. */
function isWhole(form) {
  const wanting = wantingIn(form);
  for (const [field, sentence] of wanting) showFault(field, sentence);
  wanting[0]?.[0].focus();
  return !wanting.length;
}

/** What is put right is no error any more. */
function clearRight(form) {
  const wanting = new Set(wantingIn(form).map(([field]) => field));
  for (const field of form.querySelectorAll("[aria-invalid]")) if (!wanting.has(field)) clearFault(field);
}

function soon(form, ms = PAUSE) {
  const state = states.get(form);
  clearTimeout(state.timer);
  if (isReady(form) && !state.stands && !state.anew) state.timer = setTimeout(() => save(form), ms);
}

/** Save what the form holds; one request at a time, so that an older one never overtakes. True once it is on disk. */
function save(form) {
  const state = states.get(form);
  clearTimeout(state.timer);
  state.saving = (state.saving ?? Promise.resolve()).then(() => attempt(form, state));
  return state.saving;
}

async function attempt(form, state) {
  const sent = fieldsOf(form);
  if (sent === state.saved) { forget(form, sent); return true; }
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const body = new URLSearchParams(new FormData(form));
  body.set("took_over", state.tookOver);
  const response = await fetch(form.action, {
    method: "POST", body, redirect: "manual",
    headers: { accept: "application/json", "x-csrf-token": token },
  }).catch(() => null);
  if (response?.ok) {
    const { annotation, seen } = await response.json().catch(() => ({}));
    Object.assign(state, { saved: sent, id: annotation ?? state.id, tookOver: "" });
    form.elements.seen.value = seen ?? "";
    forget(form, sent);
    hold(form);
    say(form, "Saved. Nobody else sees it until you submit your review.");
    return true;
  }
  const renewed = [401, 403].includes(response?.status) ? await renewToken() : "";
  if (response && response.status < 500 && response.status !== 429 && ["", "same"].includes(renewed)) {
    const said = await response.json().catch(() => ({}));
    if (said.stands) return showStands(form, said.stands);
    state.anew = said.anew ?? "";
    const field = form.elements[said.field];
    if (field?.offsetParent) showFault(field, said.error);
    say(form, `Not saved: ${said.error ?? "load the page again."} ${stays(form)}`);
    return false;
  }
  const why = renewed === "out" ? `You have been signed out. ${COME_BACK}` : "Not saved yet. This is saved as soon as that is possible.";
  say(form, `${why} ${stays(form)}`);
  state.timer = setTimeout(() => save(form), renewed === "taken" ? 0 : RETRY);
  return false;
}

/** Show what another window wrote meanwhile; nothing is saved over it until whoever types here means to. */
function showStands(form, stands) {
  const state = states.get(form);
  form.querySelector("[data-stands]")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "cd-chosen" });
  box.dataset.stands = "";
  const said = [["cd-chosen__title", "What stands on the server"], ["cd-quiet", stands.kind], ["cd-annotation__words", stands.words],
    ["cd-quiet", stands.reference && `Reference: ${stands.reference}`]];
  for (const [className, textContent] of said) if (textContent) box.append(Object.assign(document.createElement("p"), { className, textContent }));
  form.elements.words.closest(".govuk-form-group").before(box);
  state.stands = stands;
  state.tookOver = "";
  say(form, `Not saved: this was changed in another window. Put both together, then keep it. ${stays(form)}`);
  return false;
}

/** Save over what is shown as standing on the server, as whoever keeps it below means to. */
function adopt(form) {
  const state = states.get(form);
  if (state.anew) beginAnew(form, state);
  if (!state.stands) return;
  form.elements.seen.value = state.stands.seen;
  state.stands = null;
  state.saved = "";
  form.querySelector("[data-stands]").remove();
}

/** What another window removed is not brought back: the words go under a new name, as whoever keeps them means to. */
function beginAnew(form, state) {
  storage.forget(keyOf(form));
  form.elements.sent_as.value = state.anew;
  form.elements.seen.value = "";
  Object.assign(state, { anew: "", saved: "", id: null, tookOver: "" });
  keep(form);
}

/** What it is about stays as it is once the server has it. */
function hold(form) {
  const { about, quote } = form.elements;
  if (about?.tagName === "SELECT") for (const option of about.options) option.disabled = option.value !== about.value;
  if (quote) quote.readOnly = true;
}

/** What keeps it from being saved while it is typed, so that nobody thinks that it is. */
function tellWanting(form) {
  const { words, kind } = form.elements;
  if (!words.value.trim() || isReady(form)) return;
  say(form, `Not saved yet. This is saved once you ${kind.value ? "say which words it is about" : "choose what kind it is"}. ${stays(form)}`);
}

for (const form of forms) {
  form.addEventListener("input", () => { keep(form); showChosen(form); clearRight(form); tellWanting(form); soon(form); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    keep(form);
    if (!isWhole(form)) return;
    adopt(form);
    if (await save(form)) {
      form.reset(); // else a browser fills it in again as it was
      const { id } = states.get(form);
      history.scrollRestoration = "manual"; // else the page goes back to where it stood
      history.replaceState({ kept: id }, "", `#annotation-${id}`);
      location.reload();
    } else form.querySelector("[aria-invalid]")?.focus();
  });
  restore(form);
}
addEventListener("online", () => forms.forEach((form) => soon(form, 0)));
document.addEventListener("visibilitychange", () => { if (!document.hidden) forms.forEach((form) => soon(form, 0)); });

/** Whoever has just kept an annotation goes on from there, not from the top of the page. */
if (history.state?.kept) {
  document.getElementById(`annotation-${history.state.kept}`)?.focus();
  history.replaceState(null, "");
  history.scrollRestoration = "auto";
}

/** The form that belongs to the text in which words are selected, free for another annotation. */
const texts = [...page.querySelectorAll("[data-prose]")];
const formOf = (text) => forms.find((form) => form.elements.prompt.value === text.dataset.prose);

function selected() {
  for (const text of texts) {
    const found = lettersIn(text);
    if (found) return { ...found, text };
  }
  return null;
}

function take(found) {
  const form = found && formOf(found.text);
  if (!form) return;
  if (states.get(form).id) return say(form, "Keep this annotation first, then select the words of the next one.");
  choose(form, found);
}

const button = Object.assign(document.createElement("button"), { type: "button", className: "govuk-button govuk-button--secondary cd-button--small", textContent: "Annotate these words" });
const offer = Object.assign(document.createElement("div"), { className: "cd-offer" });
offer.append(button);
let found = null;
let timer = 0;

function look() {
  if (offer.contains(document.activeElement)) return;
  found = selected();
  if (!found) return offer.remove();
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  const frame = found.text.parentElement;
  offer.style.top = `${box.bottom - frame.getBoundingClientRect().top}px`;
  if (offer.parentElement !== frame) frame.append(offer);
}

// A press must not take the selection away before it is used.
button.addEventListener("mousedown", (event) => event.preventDefault());
button.addEventListener("click", () => { offer.remove(); take(found ?? selected()); });
document.addEventListener("selectionchange", () => { clearTimeout(timer); timer = setTimeout(look, GATHER); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== "KeyM") return;
  event.preventDefault();
  offer.remove();
  take(selected());
});
