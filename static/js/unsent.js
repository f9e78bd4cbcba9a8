// Words that this computer keeps and the server does not have yet, on the recovered page of whoever typed them.

const panel = document.querySelector("[data-unsent]");

// What the editor keeps (static/editor/src/store.js); nothing where it has never kept anything.
const kept = () => new Promise((resolve) => {
  const request = indexedDB.open("candour-editor");
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => resolve([]);
  request.onsuccess = () => {
    const database = request.result;
    const all = database.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => { database.close(); resolve(all.result); };
  };
});

const BLOCKS = ["paragraph", "heading", "tableRow"];
const wordsIn = (node) => (BLOCKS.includes(node.type) ? "\n" : "") + (node.text ?? "") + (node.content ?? []).map(wordsIn).join("");
const wordsOf = ({ kind, text, steps }) => (kind === "rescue" ? text : steps.map((step) => wordsIn(step.slice ?? {})).join("")).trim();

function show(record) {
  const words = wordsOf(record);
  if (!words) return;
  const prompt = record.base.split("/").at(-1);
  const link = Object.assign(document.createElement("a"), {
    href: `${record.base}/edit`, className: "govuk-link", textContent: `Open ${prompt}, which sends them`,
  });
  const text = Object.assign(document.createElement("p"), { className: "govuk-body cd-unsent", textContent: words });
  const way = Object.assign(document.createElement("p"), { className: "govuk-body" });
  way.append(link);
  panel.append(text, way);
  panel.hidden = false;
}

const records = await kept().catch(() => []);
records.filter((record) => record.user === panel.dataset.unsent).forEach(show);
