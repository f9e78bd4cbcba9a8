// What this computer keeps for whoever types here: the one place that knows whether it can. Storage may be full, or refused
// altogether; words that could not be kept are held by this page alone, which says so and is not left without a question.
const onPage = new Map();

/** Keep a text on this computer; false where it keeps nothing. */
export function remember(name, text) {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch { return false; }
}

/** Keep words that are to be sent: on this computer if it can, else on this page. */
export function keep(name, text) {
  if (remember(name, text)) onPage.delete(name);
  else onPage.set(name, text);
}

/** What is kept under a name, or null. */
export function kept(name) {
  if (onPage.has(name)) return onPage.get(name);
  try { return localStorage.getItem(name); } catch { return null; }
}

export function forget(name) {
  onPage.delete(name);
  try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
}

/** Every name that begins so. */
export function namesFrom(start) {
  let names = [];
  try { names = Object.keys(localStorage); } catch { /* nothing was kept */ }
  return [...new Set([...names, ...onPage.keys()])].filter((name) => name.startsWith(start));
}

/** Whether this page alone holds what is kept under a name. */
export const onlyHere = (name) => onPage.has(name);

/** Where the words kept under a name are, as a sentence. */
export const stays = (name) => (onlyHere(name)
  ? "This computer keeps nothing for you: what you typed is on this page alone, so leave it open."
  : "What you typed stays on this computer.");

addEventListener("beforeunload", (event) => { if (onPage.size) event.preventDefault(); });
