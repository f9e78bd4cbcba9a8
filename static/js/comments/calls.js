// Calling somebody in by “@” and a name.
import { announce, el, panel } from "./page.js";

/** A list of names under the box in which “@” was typed, worked by arrows while the caret stays in the box. */
class Calls {
  constructor(area) {
    this.area = area;
    this.names = JSON.parse(panel().dataset.people);
    this.list = el("ul", { class: "cd-calls", role: "listbox", id: `${area.id}-calls`, "aria-label": "Whom to call in" });
    this.list.addEventListener("mousedown", (event) => { event.preventDefault(); this.choose(event.target.closest("[role=option]")); });
  }

  look() {
    const typed = /@([^@\n]{0,60})$/.exec(this.area.value.slice(0, this.area.selectionStart))?.[1];
    const found = typed === undefined ? [] : this.names.filter((name) => name.toLowerCase() !== typed.trim().toLowerCase() &&
      name.toLowerCase().split(" ").some((_, at, words) => words.slice(at).join(" ").startsWith(typed.toLowerCase())));
    if (!found.length) return this.close();
    this.length = typed.length;
    this.list.replaceChildren(...found.slice(0, 6).map((name, at) => el("li", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" }, name)));
    this.area.after(this.list);
    this.area.setAttribute("aria-controls", this.list.id);
    this.point(0);
    announce(`${this.list.children.length} ${this.list.children.length === 1 ? "name" : "names"}. Arrows choose, Enter puts one in.`);
  }

  point(at) {
    const options = [...this.list.children];
    this.at = (at + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    this.area.setAttribute("aria-activedescendant", options[this.at].id);
  }

  key(event) {
    if (!this.list.isConnected) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point(this.at + step);
    else if (event.key === "Enter" || event.key === "Tab") this.choose(this.list.children[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    const end = this.area.selectionStart;
    this.area.setRangeText(`${option.textContent} `, end - this.length, end, "end");
    this.close();
    this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.close();
  }

  close() {
    this.list.remove();
    this.area.removeAttribute("aria-activedescendant");
    this.area.removeAttribute("aria-controls");
  }
}

const callsOf = new WeakMap();

export function calls(area) {
  if (!callsOf.has(area)) callsOf.set(area, new Calls(area));
  return callsOf.get(area);
}
