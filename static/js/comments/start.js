// What the list of comments does once it stands on the page.
import { articleOf, composer, panel } from "./page.js";
import { calls } from "./calls.js";
import { knowAll } from "./list.js";
import { send } from "./send.js";
import { keep, restore } from "./typed.js";
import { showChosen, showWords } from "./words.js";

const CONTROLS = "a, button, summary, input, textarea, select, label";

export function begin() {
  const mine = panel();
  if (!mine) return;
  knowAll(mine);
  const isWords = (target) => target.matches?.("textarea[name=words]");
  mine.addEventListener("submit", (event) => { event.preventDefault(); send(event.target); });
  mine.addEventListener("input", (event) => {
    if (event.target.form?.matches("[data-say]")) keep(event.target.form);
    if (isWords(event.target)) calls(event.target).look();
  });
  mine.addEventListener("keydown", (event) => { if (isWords(event.target)) calls(event.target).key(event); });
  mine.addEventListener("focusout", (event) => { if (isWords(event.target)) calls(event.target).close(); });
  // A page that scrolls while the pointer is down takes away what was pressed: the words come into view on the click.
  let pressed = false;
  mine.addEventListener("pointerdown", () => { pressed = true; document.addEventListener("pointerup", () => { pressed = false; }, { once: true }); });
  mine.addEventListener("focusin", (event) => {
    const article = articleOf(event.target);
    if (article) showWords(article.dataset.thread, false, event.target === article && !pressed);
  });
  mine.addEventListener("click", (event) => {
    if (event.target.closest("[data-unchoose]")) { showChosen(null); keep(composer()); composer().elements.words.focus(); }
    const article = articleOf(event.target);
    if (article && !event.target.closest(CONTROLS)) showWords(article.dataset.thread, false);
    const link = event.target.closest("[data-show]");
    if (link) { event.preventDefault(); showWords(articleOf(link).dataset.thread, true); }
  });
  mine.querySelectorAll("form[data-say]").forEach(restore);
}
