// Others' words and one's own in one field, where they do not meet; where they may meet the server decides.

const WORD = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
const CONTEXT = 24; // characters by which a caret finds its place again

/** The shortest single change that makes `old` into `now`, both texts or both lists of words. */
function splice(old, now) {
  const most = Math.min(old.length, now.length);
  let start = 0;
  let tail = 0;
  while (start < most && old[start] === now[start]) start++;
  while (tail < most - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { start, end: old.length - tail, put: now.slice(start, now.length - tail) };
}

const words = (text) => text.match(WORD) ?? [];

/** Both changes of `base` in one text, or null where they are not clearly apart. */
export function together(base, mine, theirs) {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const old = words(base);
  const [first, second] = [splice(old, words(mine)), splice(old, words(theirs))].sort((a, b) => a.start - b.start);
  if (first.end >= second.start) return null;
  return [old.slice(0, first.start), first.put, old.slice(first.end, second.start), second.put, old.slice(second.end)].flat().join("");
}

/** Where the words just before or after a place in `old` stand once in `now`, if they do. */
function beside(old, now, at) {
  const once = (part) => part && now.indexOf(part) >= 0 && now.indexOf(part) === now.lastIndexOf(part);
  for (let length = CONTEXT; length > 2; length--) {
    const [before, after] = [old.slice(Math.max(0, at - length), at), old.slice(at, at + length)];
    if (once(before)) return now.indexOf(before) + before.length;
    if (once(after)) return now.indexOf(after);
  }
  return null;
}

/** Give a field another text; whoever writes in it keeps their caret beside the same words. */
export function setText(field, text) {
  if (field.value === text) return;
  if (field.type === "date" && text && !/^\d{4}-\d\d-\d\d$/.test(text)) field.type = "text";
  const { start, end, put } = splice(field.value, text);
  const moved = (at) => (at <= start ? at : at >= end ? at + put.length - (end - start) : beside(field.value, text, at) ?? start + put.length);
  const caret = document.activeElement === field && field.type !== "date" &&
    [moved(field.selectionStart), moved(field.selectionEnd), field.selectionDirection];
  field.value = text;
  if (caret) field.setSelectionRange(...caret);
}
