// The line that says whether what was typed is safe, in the words of the editor's.
import { el } from "./dom.js";

const PATIENCE = 1000; // ms of saving before the line says so: a screen reader need not hear every keystroke

const SENTENCES = {
  saved: "All changes saved",
  saving: "Saving…",
  offline: "Offline – your typing is kept on this computer and will be sent",
  recovered: "Some of your words could not be placed; they are kept",
  choose: "Somebody wrote in the same cell; choose which words to keep",
  refused: "Something could not be saved; your words are kept here",
  "signed-out": "You have been signed out – your typing is kept on this computer; sign in again in another tab",
};
const NOT_KEPT = "Not saved, and this browser keeps no copy – leave this page open until it says that all changes are saved";

export class Status {
  #timer = 0;

  constructor(store) {
    this.store = store;
    this.line = el("p", { class: "editor-status cd-register-board__status", role: "status", "data-state": "saved" });
    this.#say(SENTENCES.saved);
  }

  /** `sentence` is what to say of being signed out in place of the usual words. */
  show(state, sentence) {
    if (this.line.dataset.state === state && state === "saving") return;
    this.line.dataset.state = state;
    clearTimeout(this.#timer);
    const words = this.#words(state, sentence);
    if (state === "saving") this.#timer = setTimeout(() => this.#say(words), PATIENCE);
    else this.#say(words);
  }

  #words(state, sentence) {
    if (state === "saved") return SENTENCES.saved;
    if (!this.store.working && state !== "saving") return NOT_KEPT;
    return sentence ? `${sentence} Your typing is kept on this computer.` : SENTENCES[state];
  }

  #say(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}
