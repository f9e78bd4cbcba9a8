// What is wrong with a field, shown at it as pages without script show it.
const groupOf = (field) => field.closest(".govuk-form-group");
const styleOf = (field) => `govuk-${{ SELECT: "select", TEXTAREA: "textarea", INPUT: "input" }[field.tagName]}--error`;
const described = (field) => (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${field.id}-error`);

function describe(field, ids) {
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

export function clearFault(field) {
  groupOf(field).classList.remove("govuk-form-group--error");
  field.classList.remove(styleOf(field));
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-error`)?.remove();
  describe(field, described(field));
}

export function showFault(field, sentence) {
  clearFault(field);
  const error = Object.assign(document.createElement("p"), { className: "govuk-error-message", id: `${field.id}-error` });
  error.append(Object.assign(document.createElement("span"), { className: "govuk-visually-hidden", textContent: "Error: " }), sentence);
  field.before(error);
  groupOf(field).classList.add("govuk-form-group--error");
  field.classList.add(styleOf(field));
  field.setAttribute("aria-invalid", "true");
  describe(field, [...described(field), error.id]);
}
