// Elements without strings of HTML, so that the page's content security policy holds.

/** An element with attributes (`on…` are listeners, true is an empty attribute, false and null are left out) and children. */
export function el (tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== false && value != null) element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(child => child != null))
  return element
}

let last = 0
/** An id that no other element of the page has. */
export const uniqueId = stem => `editor-${stem}-${++last}`

/** The words with a capital at their beginning. */
export const capital = words => words.charAt(0).toUpperCase() + words.slice(1)

export const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform)
/** "Ctrl" or its counterpart on this machine. */
export const MOD = isMac ? 'Cmd' : 'Ctrl'
