// Elements without strings of HTML, so that the page's content security policy holds.

/** An element with attributes (`on…` are listeners, true is an empty attribute, false and null are left out). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

/** A button that looks like a link. */
export const linkButton = (text, hidden, onclick) =>
  el("button", { type: "button", class: "cd-link-button", onclick }, text, hidden && el("span", { class: "govuk-visually-hidden" }, ` ${hidden}`));

/** A small button of a panel. */
export const smallButton = (text, onclick) =>
  el("button", { type: "button", class: "govuk-button govuk-button--secondary cd-button--small", onclick }, text);

/** Copy words, and say on the button that it is done. */
export const copyButton = (words) =>
  smallButton("Copy my words", async ({ currentTarget }) => {
    try {
      await navigator.clipboard.writeText(words());
      currentTarget.textContent = "Copied";
    } catch {
      currentTarget.textContent = "Select and copy them here";
    }
  });

export const SELF = "You, in another window,";

/** People as the subject of a sentence. */
export const named = (names) => `${names.join(" and ")} ${names.length > 1 || names[0] === SELF ? "are" : "is"}`;
