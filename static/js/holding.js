// What this computer holds of one review: what saving.js, annotations.js and keeping.js keep until the server has it.
import { kept, namesFrom } from "./storage.js";

const BY_PAGE = [ // of every field those that nobody types
  "about", "agrees", "csrf", "end", "enquiry_id", "key", "kind", "level", "point_id", "quote", "revision", "scope", "section", "seen",
  "sent_as", "start", "title", "window",
];

const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };

/** Of a review at `under` that `held` writes: [what it is, how its names begin, what the rest of a name and its fields tell]. */
const sourcesOf = ({ held, under }) => {
  const notes = under.replace("/released/", "/annotations/");
  return [
    ["Your view", `candour-typed ${held} ${under}/remarks `, (rest, { section }) => ({
      section, place: `remarks ${section}`, action: `${under}/remarks`, href: section ? `${under}/sections/${section}#remarks` : "#remarks" })],
    ["Rating", `candour-typed ${held} ${under}/ratings `, (rest, { section, scope, key }) => ({
      section, place: `ratings ${scope} ${key}`, action: `${under}/ratings`, href: `${under}/sections/${section}#${scope}-${key}` })],
    ["Annotation", `candour-annotation|${held}|${under}/sections/`, (rest, { sent_as }) => {
      const [section, prompt] = rest.split("|").map(decodeURIComponent);
      return { section, prompt, place: `note ${sent_as}`, action: notes, href: `${under}/sections/${section}` };
    }],
    ["Annotation", `candour-kept ${held} ${notes}/`, (rest) => ({ place: `note ${rest.replace(/\/change$/, "")}`, href: `${notes}/${rest.split("/")[0]}` })],
    ["Challenge event", `candour-kept ${held} ${under}/event/`, () => ({ place: "", href: `${under}/event` })],
  ];
};

/** What heads a thing: its section by the title kept with it, else by the one that the page knows, else by its key. */
function titleOf(what, section, title) {
  if (!section) return what;
  return title ? `${what}: ${title}` : `${what}, section ${section}`;
}

/** One thing that is held: what it is, where, under which name and as which text it is kept, and the words typed in it. */
function itemOf(name, what, rest, told, titles) {
  const text = kept(name), record = parsed(text);
  const pairs = Array.isArray(record) ? record : parsed(record?.fields) ?? [];
  const fields = Object.fromEntries(pairs.map(([field, value]) => [field, value ?? ""]));
  const typed = Object.keys(fields).filter((field) => !BY_PAGE.includes(field) && fields[field].trim());
  const about = told(rest, fields);
  return {
    name, text, fields, typed, ...about, seen: record?.seen, window: record?.window,
    title: titleOf(what, about.section, record?.title ?? fields.title ?? titles[about.section]), words: typed.map((field) => fields[field].trim()),
  };
}

/** Where every review begins of which anything is held that `held` typed. */
const undersOf = (held) => {
  const names = [`candour-typed ${held} `, `candour-kept ${held} `, `candour-annotation|${held}|`].flatMap(namesFrom);
  const found = names.map((name) => name.match(/\/reviews\/(?:released|annotations)((?:\/[^/ |]+){3})/)?.[1]);
  return [...new Set(found.filter(Boolean))].map((address) => `/reviews/released${address}`);
};

/** Everything that is held of a review, as `dataset` names it, or where it names none of every one: {held, under}, and the titles of its sections if the page knows them. */
export const heldOf = ({ held, under, titles = "{}" }) => (under ? [under] : undersOf(held)).flatMap((one) => sourcesOf({ held, under: one }))
  .flatMap(([what, start, told]) => namesFrom(start).map((name) => itemOf(name, what, name.slice(start.length), told, JSON.parse(titles))));

const plain = (words) => words.split(/\s+/).join(" ").trim();

/** Whether the server has it: `saved` holds the fields that it has, by the place of a thing. */
export function isSaved({ place, fields, typed }, saved) {
  const there = saved[place];
  return Boolean(there) && [...typed, ...Object.keys(there).filter((field) => field in fields)]
    .every((field) => plain(fields[field]) === plain(there[field] ?? ""));
}
