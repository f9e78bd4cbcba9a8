// Sending a comment without leaving the page: again and again until the server has it, and never twice.
import { announce, composer, editing, el, fetchPage, heard, me, newId, now } from "./page.js";
import { renew } from "./list.js";
import { forget, keep, stays } from "./typed.js";
import { showChosen } from "./words.js";

const RETRY = 5000; // ms between attempts to send what could not be sent

const statusOf = (form) => form.querySelector("[data-sending]") ?? heard;

async function post(form) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual",
      headers: { accept: "application/json", "x-csrf-token": token },
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return { status: 0 };
  }
}

/** A page that was open across signing out and in again has an old token; somebody else's is not taken. */
async function renewToken() {
  const fresh = await fetchPage(location.href).catch(() => null);
  if (fresh?.getElementById("beside")?.dataset.me !== me) return;
  document.querySelector('meta[name="csrf-token"]').content = fresh.querySelector('meta[name="csrf-token"]').content;
}

function showError(form, sentence) {
  const area = form.elements.words;
  const group = area?.closest(".govuk-form-group") ?? form;
  group.querySelector(".govuk-error-message")?.remove();
  group.classList.toggle("govuk-form-group--error", Boolean(sentence));
  if (!sentence) return;
  const error = el("p", { class: "govuk-error-message", role: "alert", id: `${area?.id ?? form.id}-error` }, sentence);
  if (area) area.before(error);
  else form.prepend(error);
}

/** Where the words of a new comment are; false while the server does not have them yet. */
async function placed(form) {
  const { start, end, version, by } = form.elements;
  if (!now.chosen) { start.value = end.value = ""; return true; }
  let place = now.chosen;
  if (editing && now.chosen.here) {
    place = await now.editor?.place();
    if (place === undefined) return false;
    if (place === null || place.start >= place.end) throw new Error("The words that you chose are gone from the answer. Choose others, or comment on the whole of it.");
  }
  start.value = place.start;
  end.value = place.end;
  version.value = place.version;
  by.value = place.by ?? "positions";
  return true;
}

export async function send(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  keep(form);
  try {
    const done = await attempt(form);
    if (done) await finished(form, done);
  } catch (error) {
    showError(form, error.message);
  } finally {
    delete form.dataset.busy;
  }
}

async function attempt(form) {
  showError(form, "");
  if (form === composer() && !(await placed(form))) return later(form);
  const { status, body } = await post(form);
  if (status === 200 && body) return body;
  if (status === 0 || status === 429 || status >= 500) return later(form);
  if (status === 401 || status === 403) {
    await renewToken();
    if (status === 401) return later(form, "You have been signed out. Sign in again in another tab: this is sent then.");
  }
  showError(form, body?.error ?? `This could not be sent. Try again. ${stays(form)}`.trim());
  return null;
}

function later(form, why = "Not sent yet. This is sent as soon as the connection is back.") {
  const sentence = `${why} ${stays(form)}`.trim();
  form.dataset.waiting = "true";
  if (statusOf(form).textContent !== sentence) statusOf(form).textContent = sentence;
  setTimeout(() => { if (form.isConnected && form.dataset.waiting) send(form); }, RETRY);
  return null;
}

async function finished(form, { thread, comment }) {
  delete form.dataset.waiting;
  statusOf(form).textContent = "";
  forget(form);
  const said = form.elements.words?.value ?? "";
  form.reset();
  if (form.elements.sent_as) form.elements.sent_as.value = newId();
  if (form === composer()) showChosen(null);
  form.closest("details")?.removeAttribute("open");
  await renew();
  announce(said ? "Your comment is made." : "Done.");
  (document.getElementById(`thread-${thread}`) ?? document.getElementById(`comment-${comment}`))?.focus();
}
