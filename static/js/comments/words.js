// Words of the answer: choosing some to comment on, and going from them to what is said about them and back.
import { lettersIn, selectedIn as selectedInText } from "../letters.js";
import { announce, articleOf, beside, composer, el, now, panel, prose } from "./page.js";
import { GATHER, openPanel, prepare, renew, renewSoon } from "./list.js";
import { keep } from "./typed.js";

const SETTLED = 2000; // ms after which words that were changed are looked for by the server

export function showChosen(words) {
  now.chosen = words;
  const box = panel()?.querySelector("[data-chosen]");
  if (!box) return;
  box.hidden = !words;
  box.querySelector("[data-chosen-words]").textContent = words ? words.words : "";
  if (!words) now.editor?.unchoose();
}

async function compose(words) {
  if (!panel() && !(await openPanel())) return announce("The comments could not be opened. Try again when the connection is back.");
  showChosen(words);
  composer().elements.words.focus();
  keep(composer());
}

export const selectedIn = () => selectedInText(prose);

/** The selected words of the page with the version that it shows. */
function choice() {
  const found = lettersIn(prose);
  return found && { ...found, version: Number(beside.dataset.version), by: "letters" };
}

export function offerToComment() {
  const button = el("button", { type: "button", class: "govuk-button govuk-button--secondary cd-button--small" }, "Comment on these words");
  const offer = el("div", { class: "cd-offer" }, button);
  let words = null;
  const look = () => {
    if (offer.contains(document.activeElement)) return;
    words = choice();
    if (!words) return offer.remove();
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    offer.style.top = `${box.bottom - prose.getBoundingClientRect().top}px`;
    if (!offer.isConnected) prose.after(offer);
    prepare();
  };
  const take = () => {
    offer.remove();
    compose(words ?? choice());
  };
  // A press must not take the selection away before it is used.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", take);
  document.addEventListener("selectionchange", () => { clearTimeout(offer.timer); offer.timer = setTimeout(look, GATHER); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.altKey && event.code === "KeyM") { event.preventDefault(); words = choice(); take(); }
  });
}


export function showWords(thread, enter, scroll = true) {
  if (now.editor) return now.editor.show(Number(thread), enter, scroll);
  for (const mark of prose?.querySelectorAll("mark[data-threads]") ?? []) {
    const active = mark.dataset.threads.split(" ").includes(String(thread));
    mark.classList.toggle("cd-commented--active", active);
  }
  const number = document.getElementById(`words-${thread}`);
  if (scroll) number?.scrollIntoView({ block: "nearest" });
  if (enter) number?.focus();
}

async function goTo(thread) {
  if (!thread) return announce("No comment is on these words.");
  if (await openPanel()) document.getElementById(`thread-${thread}`)?.focus();
}

export function followKeys(event) {
  if (event.key !== "F9" || !event.altKey) return;
  const article = articleOf(event.target);
  const number = event.target.closest?.(".cd-commented__number");
  if (!article && !number) return;
  event.preventDefault();
  if (article) showWords(article.dataset.thread, true);
  else goTo(number.id.replace("words-", ""));
}

const STATES = {
  exact: "", moved: "Moved: these words were found at another place. Check that it still fits.",
  changed: "Changed: other words stand in their place now.", gone: "Gone: these words are no longer in the answer.",
};

function tellStates(states) {
  for (const [thread, state] of states) {
    const line = document.getElementById(`thread-${thread}-state`);
    if (!line || line.dataset.state === state) continue;
    line.dataset.state = state;
    line.textContent = STATES[state];
    line.hidden = state === "exact";
  }
  if (states.some(([, state]) => state !== "exact")) renewSoon(SETTLED);
}

export function meet(found) {
  now.editor = found;
  now.editor.onChoose = (words) => compose(words ? { words, here: true } : null);
  now.editor.onGoTo = goTo;
  now.editor.onLost = () => renewSoon();
  now.editor.onStates = tellStates;
  now.editor.onCaret = (threads) => {
    for (const article of beside.querySelectorAll(".cd-thread")) article.classList.toggle("cd-thread--active", threads.includes(article.dataset.thread));
  };
  renew();
}
