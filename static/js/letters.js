// Words that are selected in a text, counted in letters, which is what the server can find them by.
// What a page shows and the text does not hold, so that no letter of it counts.
export const NOT_TEXT = ".cd-commented__number, .govuk-visually-hidden, a.cite, a.figure, caption, .table-source, .voice, .note-label, .indicator, .indicator-unread, .cd-suggests, ins";

export const selectedIn = (text) => {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  return range && text?.contains(range.commonAncestorContainer) ? range : null;
};

function textOf(range) {
  const part = range.cloneContents();
  part.querySelectorAll(NOT_TEXT).forEach((one) => one.remove());
  return part;
}

function textUntil(text, node, offset) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return textOf(range).textContent;
}

/** The words of a range as somebody reads them, a space where a block ends. */
function wordsOf(range) {
  const part = textOf(range);
  part.querySelectorAll("p, li, td, th, h1, h2, h3, h4, h5, h6, br").forEach((one) => one.after(" "));
  return part.textContent.trim().split(/\s+/).join(" ");
}

/** From which letter of a text to before which the selection reaches, and its words; null where none is selected. */
export function lettersIn(text) {
  const range = selectedIn(text);
  if (!range) return null;
  const before = textUntil(text, range.startContainer, range.startOffset);
  const until = textUntil(text, range.endContainer, range.endOffset);
  const words = until.slice(before.length);
  const start = before.length + words.length - words.trimStart().length;
  const end = until.length - (words.length - words.trimEnd().length);
  return start < end ? { start, end, words: wordsOf(range) } : null;
}
