// All rows of one register while they are edited: what the server has, what it tells, and who is where.
import { copyButton, el, SELF, smallButton } from "./dom.js";
import { Row } from "./row.js";
import { isPassing } from "./server.js";
import { Status } from "./status.js";
import { newId, Store } from "./store.js";

const FIRST_RETRY = 400; // ms, doubled up to LAST_RETRY
const LAST_RETRY = 8000;
const SIGNED_OUT_RETRY = 6000;
const HERE_EVERY = 10_000; // ms between saying again where one is
const HERE_LASTS = 25_000;
const SPEAK_EVERY = 4000;
const PATIENCE = 2000; // ms that leaving waits for the server; the words are on this computer's disk anyway

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Board {
  #saves = 0;
  #retry = FIRST_RETRY;
  #wake = new Set();
  #loading = null;
  #again = false;
  #others = new Map(); // client to where it is
  #at = null;
  #spoken = 0;
  #hadRoom = true;
  #removers = new Map(); // row to who removed it

  constructor(server, { base, person, user, columns, most }) {
    Object.assign(this, { server, base, person, user, columns, most, client: newId(), version: 0, rows: new Map(), trouble: null });
    this.store = new Store(this.client);
    this.status = new Status(this.store);
    this.list = el("div", { class: "cd-register-board__rows" });
    this.spoken = el("p", { class: "govuk-visually-hidden", role: "status" });
    this.add = el("button", { type: "button", class: "govuk-button govuk-button--secondary", onclick: () => this.addRow() }, "Add a row");
    this.element = el("div", { class: "cd-register-board" }, this.list, this.add, this.spoken, this.status.line);
    setInterval(() => this.#stillHere(), HERE_EVERY);
    addEventListener("online", () => this.hurry());
    addEventListener("focus", () => this.hurry());
    addEventListener("pagehide", () => { this.#say(null); this.hurry(); });
    addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.store.working) event.preventDefault();
    });
  }

  newName = () => `${this.client}-${++this.#saves}`;
  get unsaved() { return [...this.rows.values()].some((row) => row.unsaved); }
  get standing() { return [...this.rows.values()].filter((row) => !row.gone); }

  /** Read the register; resolves once its rows are shown. Nothing is read while a new row is on its way. */
  load() {
    this.#again = true;
    this.#loading ??= this.#load().finally(() => { this.#loading = null; });
    return this.#loading;
  }

  async #load() {
    while (this.#again) {
      while (this.standing.some((row) => row.busy)) await pause(50);
      this.#again = false;
      const { status, body } = await this.server.state();
      if (status === 200) this.#show(body);
      else { await this.wait(status, body); this.#again = true; }
    }
    this.reached();
  }

  #show({ version, rows }) {
    const known = new Map([...this.rows.values()].filter((row) => row.id !== null).map((row) => [row.id, row]));
    this.version = Math.max(this.version, version);
    for (const told of rows) {
      const row = known.get(told.id);
      if (row?.gone) row.back(told);
      else if (row) row.take(told);
      else this.#insert(new Row(this, told));
    }
    const there = new Set(rows.map((row) => row.id));
    for (const [id, row] of known) if (!there.has(id)) row.removed(this.#removers.get(id) ?? "Somebody");
    this.#order(rows.map((row) => row.id));
  }

  #insert(row) {
    this.rows.set(row.name, row);
    this.list.append(row.element);
  }

  /** Rows in their order, those that went or are new where they stand; whoever writes keeps their caret. */
  #order(ids) {
    const place = (row) => (row.id === null ? Infinity : ids.indexOf(row.id));
    const moving = this.standing.filter((row) => row.id !== null).sort((a, b) => place(a) - place(b));
    const now = [...this.list.children].filter((child) => moving.some((row) => row.element === child));
    if (moving.some((row, index) => row.element !== now[index])) {
      const held = document.activeElement;
      const caret = held.selectionStart === undefined ? null : [held.selectionStart, held.selectionEnd];
      this.list.prepend(...moving.map((row) => row.element));
      if (this.list.contains(held)) held.focus();
      if (caret && held.type !== "date") held.setSelectionRange(...caret);
    }
    this.settle();
  }

  /** Titles, buttons and room after rows came, went or moved. */
  settle() {
    const byPlace = [...this.list.children];
    const standing = this.standing.sort((a, b) => byPlace.indexOf(a.element) - byPlace.indexOf(b.element));
    standing.forEach((row, index) => row.place(index, standing.length));
    this.add.hidden = this.most !== null && standing.length >= this.most;
    const room = this.most === null || standing.filter((row) => row.id !== null).length < this.most;
    if (room && !this.#hadRoom) standing.filter((row) => row.error && row.id === null).forEach((row) => row.begin());
    this.#hadRoom = room;
    this.#showHere();
    this.tell();
  }

  addRow(record) {
    const row = new Row(this, { name: `new-${newId()}`, ...record });
    this.#insert(row);
    this.settle();
    row.cells.values().next().value.field.focus();
    return row;
  }

  /** Words of an earlier visit whose row was removed since. */
  lostRow({ key, row, cell, text }, by = "Somebody") {
    const title = this.columns.find((column) => column.key === cell)?.title ?? "A cell";
    const done = () => { panel.remove(); this.store.keep(key, null); };
    const panel = el("div", { class: "cd-choose", role: "group", "aria-label": `Recovered words for ${title}` },
      el("p", { class: "cd-choose__title" }, `Recovered: ${by} removed the row in which you typed this under ${title}.`),
      el("blockquote", { class: "cd-cell__theirs" }, text),
      el("div", { class: "cd-choose__actions" },
        smallButton("Put the row back with my words", async () => {
          const { status, body } = await this.server.act(row, "restore");
          if (status !== 200) return panel.prepend(el("p", { class: "govuk-error-message", role: "alert" }, body?.error ?? "The server cannot be reached. Try again in a moment."));
          await this.load();
          this.row(row)?.cells.get(cell)?.put(text);
          done();
        }),
        copyButton(() => text), smallButton("Drop it", done)));
    this.list.append(panel);
  }

  focus() { (this.list.firstElementChild ?? this.add).focus(); }

  /** Bring what is not saved into sight. */
  showUnsaved() {
    const cells = [...this.rows.values()].flatMap((row) => [...row.cells.values()]);
    cells.find((cell) => cell.unsaved)?.field.focus();
  }

  forget(row) {
    this.rows.delete(row.name);
    row.element.remove();
    this.settle();
  }

  row(id) { return [...this.rows.values()].find((row) => row.id === id); }

  /** What changed at the server. */
  news({ version, cells, removed, again }) {
    if (version <= this.version) return;
    this.version = version;
    for (const item of cells) this.row(item.row)?.cells.get(item.cell)?.receive(item);
    for (const { row, by } of removed) this.#removers.set(row, by === this.user ? "You" : by);
    if (again) return this.load();
    for (const { row } of removed) this.row(row)?.removed(this.#removers.get(row));
  }

  /** A request did not arrive, or nobody is signed in: say so, and wait before the next. */
  async wait(status, body) {
    if (isPassing(status)) {
      this.trouble = { state: "offline" };
      this.tell();
      const after = this.#retry;
      this.#retry = Math.min(after * 2, LAST_RETRY);
      await Promise.race([pause(after), new Promise((resolve) => this.#wake.add(resolve))]);
    } else {
      const token = await this.server.renewToken();
      if (token === "fresh") return;
      this.trouble = { state: "signed-out", sentence: token === "out" ? undefined : body?.error };
      this.tell();
      await Promise.race([pause(SIGNED_OUT_RETRY), new Promise((resolve) => this.#wake.add(resolve))]);
    }
  }

  /** The server answered. */
  reached() {
    this.trouble = null;
    this.#retry = FIRST_RETRY;
    this.tell();
  }

  /** Try again at once what waits. */
  hurry() {
    this.#wake.forEach((resolve) => resolve());
    this.#wake.clear();
    for (const row of this.standing) row.cells.forEach((cell) => cell.unsaved && cell.hurry());
  }

  /** Everything sent, or as long as is polite. */
  async leaving() {
    this.hurry();
    const end = Date.now() + PATIENCE;
    while (this.unsaved && !this.trouble && Date.now() < end) await pause(50);
  }

  tell() {
    const cells = this.standing.flatMap((row) => [...row.cells.values()]);
    const choosing = cells.some((cell) => cell.theirs);
    const refused = cells.some((cell) => cell.error) || this.standing.some((row) => row.error);
    const away = [...this.rows.values()].some((row) => row.gone && row.unsaved);
    this.status.show(this.trouble?.state ?? (choosing ? "choose" : refused ? "refused" : away ? "recovered" : this.unsaved ? "saving" : "saved"), this.trouble?.sentence);
  }

  /** Others' changes for who does not see them; never in the way of what is being read out. */
  announce(sentence) {
    if (Date.now() - this.#spoken < SPEAK_EVERY) return;
    this.#spoken = Date.now();
    this.spoken.textContent = sentence;
  }

  enter(cell) { this.#say(cell); }
  leave(cell) { if (this.#at === cell) setTimeout(() => this.#at === cell && document.activeElement !== cell.field && this.#say(null), 200); }

  #say(cell, asks = false) {
    this.#at = cell;
    this.server.here({ client: this.client, row: cell?.row.id ?? null, cell: cell?.row.id ? cell.column.key : "", asks });
  }

  #stillHere() {
    if (this.#at && !document.hidden) this.#say(this.#at);
    this.#showHere();
  }

  /** The stream is open: ask where the others are, and send what waited. */
  opened() {
    this.#say(this.#at, true);
    this.hurry();
  }

  here({ client, row, cell, by, asks }) {
    if (client === this.client) return;
    if (asks && this.#at) this.#say(this.#at);
    if (row === null) this.#others.delete(client);
    else this.#others.set(client, { row, cell, by: by === this.user ? SELF : by, at: Date.now() });
    this.#showHere();
  }

  #showHere() {
    const others = [...this.#others.values()].filter((one) => Date.now() - one.at < HERE_LASTS);
    const names = (found) => [...new Set(found.map((one) => one.by))];
    for (const row of this.standing) {
      const inRow = others.filter((one) => one.row === row.id);
      row.showHere(names(inRow));
      row.cells.forEach((cell, key) => cell.showHere(names(inRow.filter((one) => one.cell === key))));
    }
  }
}
