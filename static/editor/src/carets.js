// Others' carets and selections, drawn over the text and moved with every change of it.
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { el } from './dom.js'

const SHOWN = 2500   // ms a name stands beside a caret that has moved
const HUES = 8

const key = new PluginKey('carets')
const AUTHORS = 'caretAuthors'

/** Say whose steps a transaction holds: the carets of those who typed go along with their words. */
export const writtenBy = (transaction, clients) => transaction.setMeta(AUTHORS, new Set(clients))

/** The flag of one caret; the same element for as long as its window is open, so that drawing does not disturb typing. */
class Flag {
  #timer = 0

  constructor (name, hue) {
    Object.assign(this, { name, hue })
    this.element = el('span', { class: 'editor-caret', 'data-hue': hue, 'aria-hidden': 'true', contenteditable: 'false' },
      el('span', { class: 'editor-caret__name', 'data-name': name }))   // as text it would be a line for the arrow keys
  }

  /** Show the name for a moment, on the side where there is room. */
  show () {
    this.element.classList.add('editor-caret--fresh')
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.element.classList.remove('editor-caret--fresh'), SHOWN)
    requestAnimationFrame(() => {
      const sheet = this.element.closest('.ProseMirror')?.getBoundingClientRect()
      const room = sheet && sheet.right - this.element.getBoundingClientRect().right
      this.element.classList.toggle('editor-caret--end', Boolean(sheet) && room < this.element.firstChild.offsetWidth)
    })
  }
}

function drawn (doc, held) {
  const shapes = []
  for (const [client, { anchor, head, flag }] of held) {
    const within = position => Math.min(position, doc.content.size)
    const [from, to] = [within(Math.min(anchor, head)), within(Math.max(anchor, head))]
    if (from < to) shapes.push(Decoration.inline(from, to, { class: 'editor-elsewhere', 'data-hue': flag.hue }))
    shapes.push(Decoration.widget(within(head), flag.element, { key: `${client} ${flag.name} ${flag.hue}`, side: 1, ignoreSelection: true }))
  }
  return DecorationSet.create(doc, shapes)
}

/** `held` after a transaction: moved with it, then changed as it says. */
function moved (tr, held) {
  const authors = tr.getMeta(AUTHORS)
  const next = new Map()
  for (const [client, caret] of held) {
    const along = authors?.has(client) ? 1 : -1
    next.set(client, { ...caret, anchor: tr.mapping.map(caret.anchor, along), head: tr.mapping.map(caret.head, along) })
  }
  for (const [client, caret] of tr.getMeta(key) ?? []) {
    if (caret) next.set(client, caret)
    else next.delete(client)
  }
  return next
}

/** The plugin that draws them. */
export const carets = () => new Plugin({
  key,
  state: {
    init: (_, { doc }) => ({ held: new Map(), shapes: DecorationSet.create(doc, []) }),
    apply (tr, before) {
      if (!tr.getMeta(key) && (!tr.docChanged || !before.held.size)) return before
      const held = moved(tr, before.held)
      return { held, shapes: drawn(tr.doc, held) }
    },
  },
  props: { decorations: state => key.getState(state).shapes },
})

/** Puts carets into a view and takes them out. */
export class Carets {
  #flags = new Map()

  constructor (view) { this.view = view }

  /** Where the caret of a window stands now: `place` {anchor, head} in the view's document, or null for nowhere. */
  put (client, place, name, hue) {
    const before = key.getState(this.view.state).held.get(client)
    if (!place) {
      if (before) this.#change(client, null)
      return
    }
    const flag = this.#flag(client, name, hue)
    if (before?.flag === flag && before.anchor === place.anchor && before.head === place.head) return
    this.#change(client, { ...place, flag })
    flag.show()
  }

  remove (client) {
    this.put(client, null)
    this.#flags.delete(client)
  }

  #flag (client, name, hue) {
    const known = this.#flags.get(client)
    if (known?.name === name && known.hue === hue) return known
    const flag = new Flag(name, hue)
    this.#flags.set(client, flag)
    return flag
  }

  #change (client, caret) {
    this.view.dispatch(this.view.state.tr.setMeta(key, [[client, caret]]).setMeta('addToHistory', false))
  }
}

/** A colour for each person: the same one everywhere unless two here would share it. */
export class Hues {
  #given = new Map()

  of (person) {
    if (!this.#given.has(person)) {
      const taken = new Set(this.#given.values())
      const order = Array.from({ length: HUES }, (_, n) => (person + n) % HUES)
      this.#given.set(person, order.find(hue => !taken.has(hue)) ?? order[0])
    }
    return this.#given.get(person)
  }
}
