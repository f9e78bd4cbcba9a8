// One row: a card of cells, what can be done with it as a whole, and its words when somebody removes it.
import { Cell } from "./cell.js";
import { copyButton, el, linkButton, named, smallButton } from "./dom.js";

const GATHER = 400; // ms of rest after which a new row's first words are sent

export class Row {
  #timer = 0;
  #sending = null;

  /** A row that stands, or with no `id` a new one that `name` is known by until its first words are saved. */
  constructor(board, { id = null, name = String(id), cells = {}, versions = {} }) {
    Object.assign(this, { board, id, name, gone: null, error: "" });
    this.cells = new Map(board.columns.map((column) =>
      [column.key, new Cell(this, column, { text: id === null ? "" : cells[column.key], version: versions[column.key] })]));
    if (id === null) for (const [key, text] of Object.entries(cells)) if (this.cells.has(key)) this.cells.get(key).field.value = text;
    this.heading = el("h3", { class: "cd-row-editor__title", id: `row-title-${name}` });
    this.who = el("p", { class: "cd-here", hidden: true });
    this.acts = el("div", { class: "cd-row-editor__acts" });
    this.note = el("div");
    this.fields = el("div", { class: "cd-row-editor__fields" }, [...this.cells.values()].map((cell) => cell.element));
    this.element = el("div", { class: "cd-row-editor", role: "group", "aria-labelledby": `row-title-${name}`, tabindex: "-1" },
      el("div", { class: "cd-row-editor__head" }, this.heading, this.who, this.acts), this.note, this.fields);
  }

  get title() { return this.heading.textContent.toLowerCase(); }
  get key() { return `row|${this.board.base}|${this.name}|${this.board.client}`; }
  get unsaved() { return this.id === null ? this.#filled : [...this.cells.values()].some((cell) => cell.unsaved); }
  get #filled() { return [...this.cells.values()].some((cell) => cell.text.trim()); }
  get busy() { return Boolean(this.#sending); }

  /** Its place among the rows that stand. */
  place(index, total) {
    this.heading.textContent = this.id === null ? "New row" : `Row ${index + 1}`;
    const hidden = this.title;
    const act = (text, what) => linkButton(text, hidden, () => this.#act(what));
    const held = this.acts.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const buttons = this.id === null
      ? [linkButton("Leave this row out", "", () => this.#drop())]
      : [index > 0 && act("Move up", "up"), index < total - 1 && act("Move down", "down"), act("Remove", "remove")];
    const shown = buttons.filter(Boolean);
    shown.forEach((button) => { button.dataset.act = button.firstChild.textContent; });
    this.acts.replaceChildren(...shown);
    if (held) (shown.find((button) => button.dataset.act === held) ?? shown[0]).focus();
  }

  /** Send a new row's first words once there are any. */
  begin() {
    this.error = "";
    this.persist();
    this.board.tell();
    clearTimeout(this.#timer);
    if (this.#filled && !this.#sending) this.#timer = setTimeout(() => this.#send(), GATHER);
  }

  persist() {
    const { base, person, client, store } = this.board;
    if (this.id !== null || !this.#filled) return store.keep(this.key, null);
    return store.keep(this.key, { kind: "row", base, person, client, name: this.name, cells: this.#texts() });
  }

  #texts() { return Object.fromEntries([...this.cells].map(([key, cell]) => [key, cell.text])); }

  async #send() {
    this.#sending = this.#texts();
    for (;;) {
      const { status, body } = await this.board.server.begin({ name: this.name, cells: this.#sending });
      if (status === 200) { this.#begun(body); break; }
      if (status === 422 || status === 413) { this.refuse(body?.error ?? "This is too long. Shorten it."); break; }
      await this.board.wait(status, body);
    }
    this.#sending = null;
    this.board.reached();
    this.board.settle();
  }

  /** The row is there: from now on each cell goes its own way. */
  #begun({ id, cells, versions }) {
    const { key } = this;
    this.id = id;
    this.board.store.keep(key, null);
    for (const [name, cell] of this.cells) {
      if (versions[name]) { // somebody changed it already
        cell.base = this.#sending[name];
        cell.receive({ version: versions[name], text: cells[name] ?? "", by: "Somebody" });
      } else cell.base = cells[name] ?? "";
      cell.persist();
      cell.hurry();
    }
    this.refuse("");
  }

  refuse(sentence) {
    this.error = sentence;
    this.note.replaceChildren(...(sentence ? [
      el("p", { class: "govuk-error-message", role: "alert" }, `${sentence} Your words are kept here.`),
      copyButton(() => this.words())] : []));
    this.board.tell();
  }

  /** What stands in the fields, as lines to copy. */
  words() {
    return [...this.cells.values()].filter((cell) => cell.text.trim()).map((cell) => `${cell.column.title}: ${cell.text}`).join("\n");
  }

  async #drop() {
    const words = this.#filled;
    this.cells.forEach((cell) => { cell.dropped = cell.text; cell.field.value = ""; });
    clearTimeout(this.#timer);
    this.persist();
    if (!words) return this.board.forget(this);
    this.fields.hidden = true;
    this.note.replaceChildren(el("p", {}, "The new row is left out. ", linkButton("Take it back", "", () => {
      this.cells.forEach((cell) => { cell.field.value = cell.dropped; });
      this.fields.hidden = false;
      this.note.replaceChildren();
      this.begin();
    })));
    this.board.tell();
  }

  async #act(what) {
    if (what === "remove") await this.board.leaving();
    const { status, body } = await this.board.server.act(this.id, what);
    if (status === 200) return what === "remove" ? this.removed("You") : this.board.load();
    this.note.replaceChildren(el("p", { class: "govuk-error-message", role: "alert" },
      body?.error ?? "The server cannot be reached. Try again in a moment."));
  }

  /** Somebody took the row out; words that only this browser has stay in sight, with the way back. */
  removed(by) {
    if (this.gone) return;
    this.gone = by;
    const words = this.words();
    const note = el("div", { class: "cd-choose", role: "group", "aria-label": `Removed ${this.title}` },
      el("p", { class: "cd-choose__title" }, `${by} removed ${this.title}${this.unsaved ? " while you were writing in it. Your words are kept:" : "."}`),
      this.unsaved ? el("blockquote", { class: "cd-cell__theirs" }, words) : null,
      el("div", { class: "cd-choose__actions" },
        smallButton(this.unsaved ? "Put the row back with my words" : "Put the row back", () => this.#putBack()),
        this.unsaved ? copyButton(() => words) : null,
        this.unsaved ? smallButton("Drop my words", () => this.#dropWords()) : null));
    const held = this.element.contains(document.activeElement);
    this.note.replaceChildren(note);
    this.fields.hidden = this.acts.hidden = this.who.hidden = true;
    if (held) this.element.focus();
    if (by !== "You") this.board.announce(`${by} removed ${this.title}`);
    this.board.settle();
  }

  #dropWords() {
    this.cells.forEach((cell) => {
      Object.assign(cell, { sending: null, theirs: null });
      cell.field.value = cell.base;
      cell.persist();
    });
    this.board.forget(this);
  }

  async #putBack() {
    const { status, body } = await this.board.server.act(this.id, "restore");
    if (status === 200) return this.back(body);
    const sentence = body?.error ?? "The server cannot be reached. Try again in a moment.";
    this.note.querySelector(".govuk-error-message")?.remove();
    this.note.prepend(el("p", { class: "govuk-error-message", role: "alert" }, sentence));
  }

  /** The row stands again; what this browser alone has goes to it. */
  back({ cells, versions }) {
    const held = this.note.contains(document.activeElement);
    this.gone = null;
    this.note.replaceChildren();
    this.fields.hidden = this.acts.hidden = false;
    this.take({ cells, versions });
    this.board.settle();
    this.cells.forEach((cell) => cell.hurry());
    if (held) this.cells.values().next().value.field.focus();
  }

  /** The row as the server has it. */
  take({ cells, versions, by = "Somebody" }) {
    for (const [key, cell] of this.cells) cell.receive({ version: versions[key] ?? 0, text: cells[key] ?? "", by });
  }

  showHere(names) {
    this.who.hidden = !names.length;
    this.who.textContent = `${named(names)} in this row`;
  }
}
