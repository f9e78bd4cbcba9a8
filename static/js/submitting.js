// On the page of one’s own review: what this computer alone holds of it is sent. What cannot be sent is shown above the
// button that submits, which waits until that has arrived too, or until it is said that it may be left out.
import { heldOf } from "./holding.js";
import { forms } from "./saving.js";
import { COME_BACK, renewToken } from "./session.js";
import { forget, kept } from "./storage.js";

const AGAIN = 5_000; // ms until what could not be sent is tried again
const BY_HAND = "Open it, and finish it there.";
const panel = document.querySelector("[data-outstanding]");
const [list, leftOut, wrong] = ["ul", "#left-out", ".govuk-error-message"].map((one) => panel.querySelector(one));
const whys = new Map(); // by name, why a thing was not sent
let sending = null;
let timer = 0;

/** What is held here and not in a form of this page, which sends its own. */
const outstanding = () => heldOf(panel.dataset).filter(({ name }) => !forms.some((form) => form.name === name));

/** What is sent of a thing; null where its writer has to do something first. */
function bodyOf({ action, fields, section, prompt, seen, window }) {
  if (!action) return null;
  const note = prompt === undefined ? {} : { section, prompt, seen, window };
  const wanting = prompt !== undefined && (!fields.kind || (fields.about === "words" && !fields.start && !fields.quote?.trim()));
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  const { title, ...typed } = fields; // which only says where it was typed
  return wanting ? null : new URLSearchParams({ ...typed, ...note, csrf });
}

/** Send one thing; "" once the server has it, else why it does not, and whether to try again. */
async function send(item, again = true) {
  const body = bodyOf(item);
  if (!body) return [BY_HAND, false];
  const response = await fetch(item.action, { method: "POST", body, redirect: "manual", headers: { accept: "application/json" } }).catch(() => null);
  if (response?.ok) return ["", false];
  const renewed = [401, 403].includes(response?.status) ? await renewToken() : "";
  if (renewed === "taken" && again) return send(item, false);
  if (renewed === "out") return [`You have been signed out. ${COME_BACK}`, true];
  if (!response || response.status >= 500 || response.status === 429) return ["No connection. This is sent as soon as it is back.", true];
  const { error } = await response.json().catch(() => ({}));
  return [`${error ?? "It could not be saved."} ${BY_HAND}`, false];
}

/** Send everything that can be; true once nothing is held here alone. */
async function sendAll() {
  clearTimeout(timer);
  let arrived = false, wait = false;
  for (const item of outstanding()) {
    const [why, later] = await send(item);
    wait ||= later;
    whys.set(item.name, why);
    if (!why && kept(item.name) === item.text) forget(item.name);
    arrived ||= !why;
  }
  show();
  if (arrived) document.body.dispatchEvent(new Event("candour-saved", { bubbles: true }));
  if (wait) timer = setTimeout(settle, AGAIN);
  return !outstanding().length;
}

/** The same, one after the other. */
function settle() {
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

const made = (tag, className, textContent) => Object.assign(document.createElement(tag), { className, textContent });

function rowOf(item) {
  const row = made("li", "govuk-!-margin-bottom-4", ""), heading = made("h3", "govuk-heading-s govuk-!-margin-bottom-1", "");
  heading.append(Object.assign(made("a", "govuk-link", item.title), { href: item.href }));
  row.append(heading, ...item.words.map((one) => made("p", "govuk-body govuk-!-margin-bottom-1 cd-unsent", one)), made("p", "cd-quiet", whys.get(item.name) ?? ""));
  return row;
}

function show() {
  const rows = outstanding().map(rowOf);
  if (list.innerHTML !== rows.map((row) => row.outerHTML).join("")) list.replaceChildren(...rows);
  panel.hidden = !rows.length;
  if (!rows.length) refuse(leftOut.checked = false);
}

/** Say, or say no longer, that these words stand in the way. */
function refuse(refused) {
  wrong.hidden = !refused;
  wrong.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", refused);
  if (refused) leftOut.focus();
}

document.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || !event.target.closest("#submit-box") || leftOut.checked || !outstanding().length) return;
  event.preventDefault();
  if (await settle()) document.querySelector("#submit-box form").requestSubmit(); // which may have been drawn anew
  else refuse(true);
});

// The box that submits is drawn anew whenever something was saved: what was confirmed of the same revision stays so.
let confirmed = "";
document.addEventListener("change", ({ target }) => {
  if (target.id === "confirmed") confirmed = target.checked ? target.form.elements.revision.value : "";
});
document.addEventListener("htmx:after:swap", () => {
  const box = document.getElementById("confirmed");
  if (box && box.form.elements.revision.value === confirmed) box.checked = true;
});

leftOut.addEventListener("change", () => refuse(false));
addEventListener("online", settle);
document.addEventListener("visibilitychange", () => { if (!document.hidden) settle(); });
settle();
