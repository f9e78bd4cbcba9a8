// The rows of a register: they follow everybody's changes while they are read, and become fields in place for
// whoever edits them. Without script the links lead to a form for each row.
import { Board } from "./register/board.js";
import { el } from "./register/dom.js";
import { replay } from "./register/replay.js";
import { Server, Stream } from "./register/server.js";
import { Store } from "./register/store.js";

const EDIT = "#edit";
const REFRESH = 300; // ms in which several changes are read at once

const root = document.querySelector("[data-register]");
const { base, csrf, person, user, version, most } = root.dataset;
const reading = [...root.querySelectorAll("[data-live]")];
const server = new Server({ base, csrf, person });
let seen = Number(version);
let board = null;
let timer = 0;

async function refresh() {
  const fresh = await server.page();
  if (!fresh || board) return;
  fresh.querySelectorAll("[data-live]").forEach((part, index) => reading[index].replaceChildren(...document.importNode(part, true).childNodes));
}

const stream = {
  since: () => (board ? board.version : seen),
  opened: () => board?.opened(),
  here: (place) => board?.here(place),
  rows: (news) => {
    seen = news.version;
    if (board) return board.news(news);
    clearTimeout(timer);
    timer = setTimeout(refresh, REFRESH);
  },
};

/** Fields in place of the table. */
async function edit() {
  if (board) return board;
  const columns = JSON.parse(root.querySelector("[data-columns]").textContent);
  board = new Board(server, { base, person, user, columns, most: most ? Number(most) : null });
  await board.load();
  for (const part of reading) part.hidden = true;
  if (root.dataset.agreed !== undefined) board.element.prepend(agreed());
  root.append(board.element, el("div", { class: "cd-actions" },
    el("button", { type: "button", class: "govuk-button", onclick: done }, "Done")));
  document.querySelectorAll("[data-reading-only]").forEach((one) => { one.hidden = true; });
  document.querySelectorAll(".cd-page-header__actions").forEach((one) => { one.hidden = true; });
  if (location.hash !== EDIT) history.pushState(null, "", EDIT);
  board.opened();
  await replay(board);
  window.candourRegister = board;
  return board;
}

const agreed = () => el("div", { class: "govuk-inset-text" },
  "This register is agreed. Changing it opens it again; the agreed rows stay in the document until a lead agrees the new ones.");

/** Back to reading, once everything is saved; what is not stays in sight. */
async function done() {
  await board.leaving();
  if (board.unsaved) return board.showUnsaved();
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}

async function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const [, wanted] = link.getAttribute("href").match(/\/rows\/(new|\d+)$/) ?? [];
  if (!wanted || !link.getAttribute("href").startsWith(`${base}/rows/`)) return;
  event.preventDefault();
  const rows = await edit();
  if (wanted === "new") rows.addRow();
  else rows.row(Number(wanted))?.cells.values().next().value.field.focus();
}

/** The next page must already show what was typed last. */
async function holdLink(event) {
  const link = event.target.closest?.("a[href]");
  const leads = link && !link.target && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (!leads || !board?.unsaved || board.trouble || link.href.split("#")[0] === location.href.split("#")[0]) return;
  event.preventDefault();
  await board.leaving();
  location.assign(link.href);
}

function offerEditing() {
  const actions = document.querySelector(".cd-page-header__actions");
  const button = el("button", { type: "button", class: "govuk-button", onclick: async () => (await edit()).focus() }, "Edit rows");
  if (actions) return actions.prepend(button);
  document.querySelector(".cd-page-header").append(el("div", { class: "cd-page-header__actions" }, button));
}

async function start() {
  new Stream(server, stream);
  if (root.dataset.writes === undefined) return;
  document.addEventListener("click", follow);
  document.addEventListener("click", holdLink);
  addEventListener("popstate", () => (location.hash === EDIT ? edit() : board && done()));
  offerEditing();
  if (location.hash === EDIT || await leftBehind()) edit();
}

/** Whether an earlier visit left words on this computer: then they are looked after at once. */
const leftBehind = async () => (await new Store().left(base, person, null).catch(() => [])).length > 0;

start();
