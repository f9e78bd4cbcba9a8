// The list of comments, kept up to date without moving anybody or touching what they are writing in.
import { announce, base, beside, editing, el, fetchPage, heard, now, panel, pause, prose } from "./page.js";
import { begin } from "./start.js";
import { restore } from "./typed.js";
import { selectedIn } from "./words.js";

export const GATHER = 150; // ms in which several changes are fetched as one
const REOPEN = 5000; // ms until a closed stream is opened again

const isBeingUsed = (element) => element.contains(document.activeElement) || element.querySelector("details[open]") !== null ||
  [...element.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
const lookOf = (element) => element.outerHTML.replace(/name="sent_as" value="[^"]*"/g, "").replace(/ cd-thread--active/g, "");

/** Make a list the fresh one: what somebody is writing in keeps its place and its words. */
function renewList(list, fresh, inside) {
  const wanted = [...fresh.children];
  for (const old of [...list.children]) {
    if (!wanted.some((one) => one.id === old.id) && !isBeingUsed(old)) old.remove();
  }
  let next = list.firstElementChild;
  for (const want of wanted) {
    const old = document.getElementById(want.id);
    if (!old) list.insertBefore(document.adoptNode(want), next);
    else {
      if (old === next) next = next.nextElementSibling;
      else if (!old.contains(document.activeElement) || old.parentElement !== list) list.insertBefore(old, next);
      if (lookOf(old) !== lookOf(want)) inside(old, want);
    }
  }
}

function renewThread(old, want) {
  if (!isBeingUsed(old)) return old.replaceWith(document.adoptNode(want));
  old.className = want.className;
  for (const part of [...want.children]) {
    const there = part.id && document.getElementById(part.id);
    if (!there) continue;
    if (part.tagName === "OL") renewList(there, part, renewSaid);
    else if (!isBeingUsed(there)) there.replaceWith(document.adoptNode(part));
  }
}

const renewSaid = (old, want) => { if (!isBeingUsed(old)) old.replaceWith(document.adoptNode(want)); };

let known = null; // the comments that were on the page, so that new ones can be told

export function knowAll(list) { known = new Set([...list.querySelectorAll("[data-by]")].map((one) => one.id)); }

function tell(fresh) {
  const all = [...fresh.querySelectorAll("[data-by]")];
  const news = known ? all.filter((one) => !known.has(one.id) && !one.dataset.byMe) : [];
  knowAll(fresh);
  if (news.length) announce(news.length === 1 ? `${news[0].dataset.by} commented on this answer.` : `${news.length} new comments on this answer.`);
}

function showCount(number) {
  const count = beside.querySelector('.cd-tabs a[href*="beside=comments"] .cd-tabs__count');
  if (count) count.textContent = `(${number})`;
}

let spare = null; // the list as it was fetched last, while something else stands beside the answer

/** Have the list at hand, so that whoever asks for it can type at once. */
export function prepare() { if (!panel() && !spare) renew(); }

/** Take in a freshly fetched list of comments. */
function take(fresh) {
  const list = fresh.querySelector("[data-comments]");
  if (!list) return;
  tell(list);
  showCount(list.querySelectorAll("#comments-open > article").length);
  markIn(list);
  const mine = panel();
  if (!mine) { spare = list; return; }
  mine.dataset.marks = list.dataset.marks;
  for (const id of ["comments-open", "comments-resolved"]) renewList(document.getElementById(id), list.querySelector(`#${id}`), renewThread);
  const settled = list.querySelector("#comments-settled-count").textContent;
  document.getElementById("comments-settled-count").textContent = settled;
  document.getElementById("comments-settled").hidden = settled === "0";
  mine.querySelectorAll("form[data-say]").forEach(restore);
}

/** Mark the words in the editor, or in the text that is being read while it is the same. */
async function markIn(list) {
  const marks = JSON.parse(list.dataset.marks);
  if (now.editor && !(await now.editor.mark(Number(list.dataset.version), marks))) await pause(GATHER).then(renew);
}

function takeProse(fresh) {
  const text = fresh.querySelector("[data-commented]");
  if (!prose || !text) return;
  if (fresh.getElementById("beside").dataset.version !== beside.dataset.version) return sayNewer();
  if (text.innerHTML === prose.innerHTML || prose.contains(document.activeElement) || selectedIn()) return;
  prose.replaceChildren(...text.childNodes);
}

function sayNewer() {
  if (!prose || document.querySelector("[data-newer]")) return;
  prose.parentElement.before(el("p", { class: "cd-quiet", role: "status", "data-newer": "" },
    "Somebody has written in this answer since you opened it. ", el("a", { class: "govuk-link", href: location.pathname + location.search }, "Show it as it stands")));
}

let fetching = null;
let again = false;

/** Fetch the comments and show them; calls made meanwhile are served by one more fetch. */
export function renew() {
  again = true;
  fetching ??= (async () => {
    while (again) {
      again = false;
      const fresh = await fetchPage(editing ? `${base}/comments?editing=true` : `${base}?beside=comments`).catch(() => null);
      if (!fresh) return;
      take(fresh);
      if (!editing) takeProse(fresh);
    }
  })().finally(() => { fetching = null; });
  return fetching;
}

let timer = 0;
export function renewSoon(ms = GATHER) {
  clearTimeout(timer);
  timer = setTimeout(renew, ms);
}

/** The list of comments in place of what stands beside the answer now. */
export async function openPanel() {
  if (panel()) return true;
  if (!spare) await renew();
  const list = spare;
  if (!list) return false;
  spare = null;
  const tabs = beside.querySelector(".cd-tabs");
  for (const old of [...beside.children]) if (old !== tabs && old !== heard) old.remove();
  tabs.after(document.adoptNode(list));
  for (const link of tabs.querySelectorAll("a")) {
    if (link.href.includes("beside=comments")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  history.replaceState(history.state, "", `${location.pathname}?beside=comments`);
  begin();
  return true;
}

export function listen() {
  let source = null;
  const close = () => { source?.close(); source = null; };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${base}/events?since=${beside.dataset.version}`);
    source.addEventListener("comments", () => {
      if (!known) announce("The comments on this answer have changed.");
      renewSoon();
    });
    source.addEventListener("steps", sayNewer);
    source.onopen = () => { if (known) renewSoon(); };
    source.onerror = () => { if (source?.readyState === EventSource.CLOSED) { close(); setTimeout(open, REOPEN); } };
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
