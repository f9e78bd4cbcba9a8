// The form of a challenge event keeps up with the list above it, so that a line that somebody else added can be chosen.
const choice = document.querySelector("#enquiry_id");
const told = (options) => options.map((one) => `${one.value} ${one.text}`).join("\n");

function follow() {
  const [none, ...known] = choice.options;
  const lines = [...document.querySelectorAll("#list [data-option]")]
    .map((line) => new Option(line.dataset.option, line.id.replace("line-", "")));
  choice.closest("section").hidden = !lines.length;
  if (told(lines) === told(known)) return;
  const chosen = choice.value;
  choice.replaceChildren(none, ...lines);
  choice.value = lines.some((one) => one.value === chosen) ? chosen : none.value;
}

if (choice) document.addEventListener("htmx:after:swap", follow);
