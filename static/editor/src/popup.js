// What floats over the text: placed beside a spot, within the sheet, and words that only a screen reader hears.
import { el } from './dom.js'

const GAP = 4   // px between the spot and what floats

/** Show `popup`, a child of `area`, below the spot `at` (in the window's pixels), or above where there is more room. */
export function placeNear (popup, area, at) {
  popup.hidden = false
  const sheet = area.getBoundingClientRect()
  const box = popup.getBoundingClientRect()
  const below = innerHeight - at.bottom
  const top = below < box.height + GAP && at.top > below ? at.top - box.height - GAP : at.bottom + GAP
  popup.style.left = `${Math.max(0, Math.min(at.left - sheet.left, sheet.width - box.width))}px`
  popup.style.top = `${top - sheet.top}px`
}

/** A line that is heard and not seen: {element, say(words)}; the same words twice are heard twice. */
export function announcer () {
  const element = el('p', { class: 'govuk-visually-hidden', role: 'status', 'data-said': true })
  const say = words => { element.textContent = element.textContent === words ? `${words}\u00a0` : words }
  return { element, say }
}
