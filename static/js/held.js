// What was typed in a review and never reached the server, which takes no more of it: what this computer still holds is
// shown, to be copied.
const BY_PAGE = [ // of every field those that nobody types
  "about", "agrees", "csrf", "end", "enquiry_id", "key", "kind", "level", "point_id", "quote", "revision", "scope", "section", "seen",
  "sent_as", "start", "window",
];

const read = (text) => { try { return JSON.parse(text); } catch { return null; } };
const fieldsIn = (kept) => (Array.isArray(kept) ? kept : read(kept?.fields) ?? []);
const wordsIn = (kept) => fieldsIn(kept).filter(([name, value]) => !BY_PAGE.includes(name) && value?.trim()).map(([, value]) => value.trim());
const sectionIn = (kept) => fieldsIn(kept).find(([name]) => name === "section")?.[1];

/** How the names begin under which annotations.js, saving.js and keeping.js keep what is typed in one review. */
const startsOf = ({ held, under, notes }) => [
  ["Annotation", `candour-annotation|${held}|${under}/sections/`], ["Annotation", `candour-kept ${held} ${notes}/`],
  ["Rating", `candour-typed ${held} ${under}/ratings `], ["Your view", `candour-typed ${held} ${under}/remarks `],
  ["Challenge event", `candour-kept ${held} ${under}/event/`],
];

const made = (tag, className, textContent) => Object.assign(document.createElement(tag), { className, textContent });

function show(panel, title, name, start) {
  const kept = read(localStorage.getItem(name));
  const words = wordsIn(kept);
  if (!words.length) return;
  const section = name.includes("|") ? name.slice(start.length).split("|")[0] : sectionIn(kept);
  const heading = made("h3", "govuk-heading-s govuk-!-margin-bottom-1", section ? `${title}, section ${decodeURIComponent(section)}` : title);
  panel.append(heading, ...words.map((one) => made("p", "govuk-body cd-unsent", one)));
  panel.hidden = false;
}

for (const panel of document.querySelectorAll("[data-held]")) {
  for (const [title, start] of startsOf(panel.dataset)) {
    Object.keys(localStorage).filter((name) => name.startsWith(start)).forEach((name) => show(panel, title, name, start));
  }
}
