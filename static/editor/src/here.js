// Who else is here, as a line that anybody can read, and what they do, said to screen readers without interrupting.
import { el, uniqueId } from './dom.js'

const FIRST = 1000     // ms in which what happens is gathered into one sentence
const BETWEEN = 10_000 // ms between two announcements
const MOST_PLACES = 3

const both = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const are = names => `${both.format(names)} ${names.length === 1 ? 'is' : 'are'}`

const KINDS = {
  paragraph: 'paragraph', heading: 'heading', bulletList: 'list', orderedList: 'list', blockquote: 'quotation', table: 'table',
}
const kindOf = node => KINDS[node.type.name] ?? 'passage'

/** What a position belongs to, as people would call it: "paragraph 3", counted among its own kind. */
export function placeName (doc, position) {
  const index = Math.min(doc.resolve(Math.min(position, doc.content.size)).index(0), doc.childCount - 1)
  const kind = kindOf(doc.child(index))
  let number = 0
  for (let n = 0; n <= index; n++) if (kindOf(doc.child(n)) === kind) number++
  return `${kind} ${number}`
}

/** The line above the text. */
export class HereLine {
  constructor () {
    const id = uniqueId('here')
    this.words = el('p', { id, class: 'editor-here__words' })
    this.list = el('ul', { class: 'editor-here__list', 'aria-labelledby': id })
    this.element = el('div', { class: 'editor-here' }, this.words, this.list)
    this.show(null)
  }

  /** `people`: [{name, doing, hue}], or null where that is not known. */
  show (people) {
    this.words.textContent = !people ? '' : people.length ? 'Also here:' : 'Nobody else is here'
    this.list.hidden = !people?.length
    this.list.replaceChildren(...(people ?? []).map(({ name, doing, hue }) =>
      el('li', { class: 'editor-here__person', 'data-hue': hue }, `${name} (${doing})`)))
  }
}

/** Says what others do, politely and at most every ten seconds. */
export class Announcer {
  #timer = 0
  #last = -Infinity
  #arrived = new Set()
  #left = new Set()
  #changed = new Map()

  constructor () {
    this.region = el('div', { class: 'govuk-visually-hidden editor-announcer', role: 'status' })
  }

  arrived (name) { if (!this.#left.delete(name)) this.#arrived.add(name); this.#soon() }
  left (name) { if (!this.#arrived.delete(name)) this.#left.add(name); this.#soon() }

  changed (name, place) {
    if (!this.#changed.has(name)) this.#changed.set(name, new Set())
    this.#changed.get(name).add(place)
    this.#soon()
  }

  #soon () {
    this.#timer ||= setTimeout(() => this.#say(), Math.max(FIRST, this.#last + BETWEEN - performance.now()))
  }

  #say () {
    this.#timer = 0
    const said = [...this.#sentences()].join(' ')
    if (!said) return
    this.#last = performance.now()
    this.region.replaceChildren(el('p', {}, said))
    for (const gathered of [this.#arrived, this.#left, this.#changed]) gathered.clear()
  }

  * #sentences () {
    if (this.#arrived.size) yield `${are([...this.#arrived])} here.`
    if (this.#left.size) yield `${both.format(this.#left)} left.`
    for (const [name, places] of this.#changed) {
      yield `${name} changed ${places.size > MOST_PLACES ? `${places.size} places` : both.format(places)}.`
    }
  }
}
