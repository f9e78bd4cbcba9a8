// What was typed in a review and never reached the server, which takes no more of it: what this computer still holds is
// shown, to be copied. What the server has after all is held no longer.
import { heldOf, isSaved } from "./holding.js";
import { forget } from "./storage.js";

const made = (tag, className, textContent) => Object.assign(document.createElement(tag), { className, textContent });

/** Show a panel, and whatever around it was hidden for want of anything to show. */
function reveal(panel) {
  for (let hidden = panel; hidden; hidden = hidden.parentElement.closest("[hidden]")) hidden.hidden = false;
}

for (const panel of document.querySelectorAll("[data-held]")) {
  const saved = JSON.parse(panel.dataset.saved ?? "{}");
  const below = `h${Number(panel.querySelector(".cd-panel__title").tagName[1]) + 1}`;
  for (const item of heldOf(panel.dataset)) {
    if (isSaved(item, saved)) forget(item.name);
    else if (item.words.length) {
      panel.append(made(below, "govuk-heading-s govuk-!-margin-bottom-1", item.title), ...item.words.map((one) => made("p", "govuk-body cd-unsent", one)));
      reveal(panel);
    }
  }
}
