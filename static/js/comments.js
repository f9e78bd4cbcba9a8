// Comments beside an answer, on its page and beside the editor.
import { editing, panel, prose, shared } from "./comments/page.js";
import { listen, renewSoon } from "./comments/list.js";
import { send } from "./comments/send.js";
import { begin } from "./comments/start.js";
import { showUnsent } from "./comments/typed.js";
import { followKeys, meet, offerToComment } from "./comments/words.js";

begin();
showUnsent();
document.addEventListener("keydown", followKeys);
addEventListener("online", () => panel()?.querySelectorAll("form[data-waiting]").forEach(send));
if (editing || shared) document.addEventListener("candour:comments", () => renewSoon());
if (editing) {
  document.addEventListener("candour:editor", (event) => meet(event.detail));
  const ready = document.querySelector("[data-editor]")?.candourComments;
  if (ready) meet(ready);
} else {
  if (prose) offerToComment();
  if (!shared) listen();
}
