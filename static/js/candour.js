// What every page does in the browser: GOV.UK components, htmx requests with their token, keys between neighbours.
import { initAll } from "govuk-frontend";
import { kept, remember } from "./storage.js";

const KEYS_OFF = "candour-keys-off";

// After a swap the whole page is asked again; what runs already says so.
const quietOnSecondStart = (error) => {
  if (error?.name !== "InitError") console.error(error);
};

function startComponents() {
  initAll({ onError: quietOnSecondStart });
}

function sendToken(event) {
  const request = event.detail.ctx.request;
  if (request.method.toUpperCase() !== "GET") {
    request.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf-token"]').content;
  }
}

const typing = (element) => element.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])");
let keysAreOff = kept(KEYS_OFF) === "1";

function followKey(event) {
  const rel = { j: "next", k: "prev" }[event.key];
  if (!rel || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysAreOff) return;
  document.querySelector(`main a[rel="${rel}"]`)?.click();
}

// Single-letter keys get in the way of speech input, so they can be turned off where they work.
function offerKeySwitch(note) {
  const button = note.querySelector("button");
  const text = note.querySelector("[data-keys-text]");
  const show = () => {
    text.textContent = keysAreOff ? "Keys are off." : `Keys: j for the next ${note.dataset.keys}, k for the one before.`;
    button.textContent = keysAreOff ? "Turn keys on" : "Turn keys off";
  };
  button.addEventListener("click", () => {
    keysAreOff = !keysAreOff;
    remember(KEYS_OFF, keysAreOff ? "1" : "0");
    show();
  });
  note.hidden = false;
  show();
}

startComponents();
document.addEventListener("htmx:config:request", sendToken);
document.addEventListener("htmx:after:swap", startComponents);
document.querySelectorAll("[data-keys]").forEach(offerKeySwitch);
if (document.querySelector("[data-keys]")) document.addEventListener("keydown", followKey);
document.querySelector(".cd-message--error, .govuk-error-summary")?.scrollIntoView({ block: "nearest" });
