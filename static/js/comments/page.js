// What the parts of the comments share: where they stand on the page, and what is known of it.
export const beside = document.getElementById("beside");
export const prose = document.querySelector("[data-commented]");
export const { base, me } = beside.dataset;
export const editing = "editing" in beside.dataset;
export const shared = "shared" in beside.dataset; // the page has a stream of events already, which tells of comments

/** The editor, once it is there, and what the next comment is about: words, and where they stand. */
export const now = { editor: null, chosen: null };

export const panel = () => beside.querySelector("[data-comments]");
export const composer = () => document.getElementById("comment-new");
export const articleOf = (element) => element.closest?.("[data-thread].cd-thread");
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const heard = beside.appendChild(el("p", { class: "govuk-visually-hidden", role: "status" }));
/** Say something to whoever hears the page, when it suits them. */
export const announce = (sentence) => { heard.textContent = sentence; };

export async function fetchPage(address) {
  const response = await fetch(address, { headers: { accept: "text/html" }, redirect: "manual" });
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
