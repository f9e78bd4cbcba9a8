// One cell: its field, the copy of it on disk, its way to the server, and what to do where two people changed it.
import { copyButton, el, named, smallButton } from "./dom.js";
import { setText, together } from "./merge.js";
import { isPassing } from "./server.js";

const GATHER = 400; // ms of rest after which what was typed is sent
const AT_MOST = 1500; // ms that it waits while somebody goes on typing
const SHORTEN = 40;

const WORDED = new Set(["text", "long_text", "statements"]); // the others are one value: two cannot be joined

const short = (text) => (text.length > SHORTEN ? `${text.slice(0, SHORTEN)}…` : text);

export class Cell {
  #timer = 0;
  #since = 0; // when the oldest unsent change was typed
  #composing = false; // a word is being put together by keys; the field must be left alone until it stands
  #composed = () => {};
  #later = null; // what the others did while ours was on its way
  #run = null; // what stood here before the person began to type

  constructor(row, column, { text = "", version = 0 }) {
    Object.assign(this, { row, board: row.board, column, base: text, version, sending: null, theirs: null, error: "" });
    this.field = this.#field(text);
    this.note = el("div", { class: "cd-cell__note" });
    this.who = el("p", { class: "cd-here", hidden: true });
    const id = this.field.id;
    const hint = column.type === "statements" && el("div", { class: "govuk-hint", id: `${id}-hint` }, "Statement numbers, such as 4.1 5.2");
    if (hint) this.field.setAttribute("aria-describedby", `${id}-hint`);
    this.element = el("div", { class: `govuk-form-group cd-cell${column.type === "long_text" ? " cd-row-editor__wide" : ""}` },
      el("label", { class: "govuk-label", for: id }, column.title), hint || null, this.field, this.who, this.note);
  }

  get text() { return this.field.value; }
  get dirty() { return this.text !== this.base && !this.field.validity.badInput; }
  get unsaved() { return this.dirty || Boolean(this.sending || this.theirs); }
  get key() { return `cell|${this.board.base}|${this.row.name}|${this.column.key}|${this.board.client}`; }

  #field(text) {
    const id = `cell-${this.row.name}-${this.column.key}`;
    const long = this.column.type === "long_text";
    const day = this.column.type === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(text);
    const field = el(long ? "textarea" : "input", {
      id, class: long ? "govuk-textarea cd-cell__text" : "govuk-input", autocomplete: "off",
      ...(long ? { rows: 3 } : { type: day ? "date" : "text" }),
      oninput: () => this.changed(),
      onfocus: () => this.board.enter(this),
      onblur: () => { this.#run = null; this.board.leave(this); this.hurry(); },
      oncompositionstart: () => { this.#composing = true; },
      oncompositionend: () => {
        this.#composing = false;
        this.#composed();
        this.#catchUp();
        this.#soon();
      },
    });
    field.value = text;
    return field;
  }

  /** To be called whenever the person changed the field. */
  changed() {
    this.#run ??= { text: this.base };
    this.error = "";
    if (!this.theirs) this.#show();
    this.persist();
    if (this.row.id === null) return this.row.begin();
    this.#soon();
  }

  #soon() {
    this.board.tell();
    if (!this.dirty || this.sending || this.theirs || this.error || this.row.gone) return;
    this.#since ||= Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.push(), Math.max(0, Math.min(GATHER, this.#since + AT_MOST - Date.now())));
  }

  /** Send at once what waits. */
  hurry() {
    if (this.row.id === null) return this.row.begin();
    if (this.dirty && !this.sending && !this.theirs && !this.error) this.push();
  }

  /** Keep on disk what the server does not have. */
  persist() {
    const { base, person, client } = this.board;
    if (this.row.id === null) return this.row.persist();
    const record = this.unsaved
      ? { kind: "cell", base, person, client, row: this.row.id, cell: this.column.key, version: this.version, from: this.base, sent: this.sending, text: this.text }
      : null;
    return this.board.store.keep(this.key, record);
  }

  /** Send the field as it is now, and again until the server has decided about exactly this. */
  async push() {
    if (!this.dirty || this.sending || this.theirs || this.#composing || this.row.id === null || this.row.gone) return;
    clearTimeout(this.#timer);
    this.#since = 0;
    this.sending = { name: this.board.newName(), version: this.version, text: this.text };
    this.persist();
    while (this.sending) {
      const { status, body } = await this.board.server.cell({ row: this.row.id, cell: this.column.key, ...this.sending });
      if (this.#composing) await new Promise((resolve) => { this.#composed = resolve; });
      if (!this.#decided(status, body)) await this.board.wait(status, body);
    }
    this.persist();
    this.#catchUp();
    this.#soon();
  }

  #decided(status, body) {
    if (isPassing(status) || ![200, 409, 410, 413, 422].includes(status)) return false;
    const sent = this.sending;
    this.sending = null;
    this.board.reached();
    if (status === 200) this.#accepted(sent, body);
    else if (status === 409) this.choose(body);
    else if (status === 410) this.row.removed(body.by);
    else this.#refused(body?.error ?? "This is too long. Shorten it.");
    return true;
  }

  #accepted(sent, { text, version, by }) {
    if (text !== sent.text && !WORDED.has(this.column.type)) return this.choose({ text, version, by });
    const next = together(sent.text, this.text, text);
    if (next === null) return; // others' words came exactly where the person went on: the next save asks about both
    Object.assign(this, { base: text, version });
    setText(this.field, next);
    this.saved = { text: sent.text, before: this.#run?.text ?? sent.text };
    if (text !== sent.text) this.board.announce(`${by} wrote in ${this.name} too; both are kept`);
    this.#show();
  }

  #refused(sentence) {
    this.error = sentence;
    this.#show();
  }

  /** Somebody's change of this cell: taken in where it does not meet the person's own, else left for them to choose. */
  receive(item) {
    if (item.version <= this.version) return;
    if (this.sending || this.#composing) {
      this.#later = item;
      return;
    }
    if (this.theirs) return this.choose(item);
    const next = this.dirty && !WORDED.has(this.column.type) ? null : together(this.base, this.text, item.text);
    if (next === null) return this.#soon(); // the server decides when this is sent
    const own = item.name?.startsWith(this.board.client);
    const before = this.base;
    Object.assign(this, { base: item.text, version: item.version });
    setText(this.field, next);
    this.persist();
    if (own) return;
    this.board.announce(`${item.by} changed ${this.name}`);
    if (!this.dirty) this.#changedBy(item.by, WORDED.has(this.column.type) ? "" : before);
  }

  #catchUp() {
    const later = this.#later;
    this.#later = null;
    if (later) this.receive(later);
  }

  get name() { return `${this.column.title} in ${this.row.title}`; }

  #changedBy(by, before) {
    this.saved = null;
    const was = before ? `; it said “${short(before)}”` : "";
    this.note.replaceChildren(el("p", { class: "cd-cell__quiet" }, `Changed by ${by} just now${was}`));
  }

  /** Beside the field: an error, or the way back to what stood here before the person's own last change. */
  #show() {
    this.element.classList.toggle("govuk-form-group--error", Boolean(this.error));
    this.element.classList.remove("cd-cell--choose");
    const before = this.saved?.before;
    const parts = [];
    if (this.error) parts.push(el("p", { class: "govuk-error-message" }, `${this.error} Your words are kept here.`));
    else if (before !== undefined && before !== this.text && !this.dirty) {
      parts.push(el("button", { type: "button", class: "cd-link-button cd-cell__quiet", onclick: () => this.#putBack() },
        before ? `Put back “${short(before)}”` : "Empty it again", el("span", { class: "govuk-visually-hidden" }, ` in ${this.name}`)));
    }
    if (parts.length || this.note.childElementCount) this.note.replaceChildren(...parts);
  }

  /** Take back one's own last change alone: what the others wrote since stays. */
  #putBack() {
    const { text, before } = this.saved;
    const next = together(text, before, this.base);
    this.saved = null;
    this.#run = null;
    this.field.focus();
    if (next === null) {
      setText(this.field, before);
      return this.choose({ version: this.version, text: this.base, by: "Somebody" });
    }
    setText(this.field, next);
    this.changed();
  }

  /** Both stand side by side and nothing is saved until the person says which to keep. */
  choose(theirs) {
    if (theirs.text === this.text) {
      Object.assign(this, { base: theirs.text, version: theirs.version, theirs: null });
      this.persist();
      return this.#show();
    }
    const first = !this.theirs;
    this.theirs = theirs;
    this.persist();
    this.board.tell();
    if (!first) {
      this.panelText.textContent = theirs.text || "Nothing: the cell is empty";
      return;
    }
    this.#panel();
    this.board.announce(`${theirs.by} changed ${this.name} while you were writing in it. Choose what to keep`);
  }

  #panel() {
    const id = `${this.field.id}-choose`;
    this.panelText = el("blockquote", { class: "cd-cell__theirs" }, this.theirs.text || "Nothing: the cell is empty");
    this.element.classList.add("cd-cell--choose");
    this.note.replaceChildren(el("div", { class: "cd-choose", role: "group", "aria-labelledby": id },
      el("p", { class: "cd-choose__title", id }, `${this.theirs.by} wrote here too. Theirs:`), this.panelText,
      el("p", {}, "Yours stands in the field and is not saved yet. Which should stand?"),
      el("div", { class: "cd-choose__actions" },
        smallButton("Keep mine", () => this.#settle(this.text)),
        smallButton("Keep theirs", () => this.#settle(this.theirs.text)),
        WORDED.has(this.column.type) && smallButton("Put both in the field", () => this.#settle(this.#both())) || null)));
  }

  #both() {
    return [this.theirs.text, this.text].filter((text) => text.trim()).join(this.column.type === "long_text" ? "\n" : " ");
  }

  #settle(text) {
    const mine = this.text;
    Object.assign(this, { base: this.theirs.text, version: this.theirs.version, theirs: null });
    setText(this.field, text);
    this.saved = text === mine ? null : { text, before: mine };
    this.field.focus();
    this.#run = { text: this.base };
    this.persist();
    this.#show();
    this.board.tell();
    this.hurry();
  }

  /** Words of an earlier visit that the cell has moved on from. */
  offer({ key, text, at }) {
    const when = new Date(at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    const done = () => {
      panel.remove();
      this.board.store.keep(key, null);
    };
    const panel = el("div", { class: "cd-choose", role: "group", "aria-label": `Recovered words for ${this.name}` },
      el("p", { class: "cd-choose__title" }, `Recovered: you typed this on ${when}, and the cell has changed since.`),
      el("blockquote", { class: "cd-cell__theirs" }, text),
      el("div", { class: "cd-choose__actions" },
        smallButton("Put it in the field", () => { this.put(text); done(); }),
        copyButton(() => text), smallButton("Drop it", done)));
    this.element.append(panel);
  }

  /** Other words in the field, as if the person had typed them. */
  put(text) {
    setText(this.field, text);
    this.field.focus();
    this.changed();
  }

  /** Who else is in this cell. */
  showHere(names) {
    this.who.hidden = !names.length;
    this.who.textContent = `${named(names)} writing here`;
  }
}
