// Others' words and one's own in one field, where they do not meet; where they may meet the server decides.

const isWord = (character) => /[\p{L}\p{N}_]/u.test(character ?? " ");

/** The shortest single change that makes `old` into `now`: from `start` to `end` of the old text, `put` came. */
export function splice(old, now) {
  const most = Math.min(old.length, now.length);
  let start = 0;
  let tail = 0;
  while (start < most && old[start] === now[start]) start++;
  while (tail < most - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { start, end: old.length - tail, put: now.slice(start, now.length - tail) };
}

/** The stretch of whole words that a change touches. */
function touched(text, { start, end }) {
  while (start > 0 && isWord(text[start - 1])) start--;
  while (end < text.length && isWord(text[end])) end++;
  return { start, end };
}

const applied = (text, { start, end, put }) => text.slice(0, start) + put + text.slice(end);

/** Both changes of `base` in one text, or null where they are not clearly apart. */
export function together(base, mine, theirs) {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const changes = [splice(base, mine), splice(base, theirs)].sort((a, b) => b.start - a.start);
  const [later, earlier] = changes.map((change) => touched(base, change));
  return earlier.end < later.start ? changes.reduce(applied, base) : null;
}

/** Give a field another text; whoever writes in it keeps their caret beside the same words. */
export function setText(field, text) {
  if (field.value === text) return;
  if (field.type === "date" && text && !/^\d{4}-\d\d-\d\d$/.test(text)) field.type = "text";
  const { start, end, put } = splice(field.value, text);
  const moved = (at) => (at <= start ? at : at >= end ? at + put.length - (end - start) : start + put.length);
  const caret = document.activeElement === field && field.type !== "date" &&
    [moved(field.selectionStart), moved(field.selectionEnd), field.selectionDirection];
  field.value = text;
  if (caret) field.setSelectionRange(...caret);
}
