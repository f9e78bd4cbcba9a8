// The slash menu: "/" in an empty paragraph or after a space lists what can be put in. The caret stays in the text,
// which works as the list's filter; the list is announced, and moves with the arrows.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { COMMANDS, perform } from './commands.js'
import { el, uniqueId } from './dom.js'
import { placeNear } from './popup.js'

const TEXT = ['text', 'heading', 'subheading', 'minor', 'bullets', 'numbers', 'quote', 'quote-child', 'quote-inspector',
  'table', 'note', 'cite', 'figures', 'picture', 'link']
const IN_TABLE = ['row-below', 'row-above', 'column-after', 'column-before', 'header-row', 'header-column', 'caption',
  'delete-row', 'delete-column', 'delete-table', 'bullets', 'numbers', 'cite', 'figures', 'picture', 'link']
const LONGEST = 30   // characters typed after the slash
const CLOSED = { at: null, query: '', options: [], index: 0 }
const KEY = new PluginKey('slash')

const isOpen = menu => menu.options.length > 0

function inTable ($place) {
  for (let depth = $place.depth; depth > 0; depth--) if ($place.node(depth).type.name === 'table') return true
  return false
}

/** Names whose words, or whose other words, begin with each word of the query. */
function matching (names, query) {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean)
  return names.filter(name => {
    const words = `${COMMANDS[name].words} ${COMMANDS[name].also ?? ''}`.toLowerCase().split(/[\s:]+/)
    return asked.every(part => words.some(word => word.startsWith(part)))
  })
}

/**
 * Whether a slash typed from here to there may be meant for the menu: in an empty block, or after a space. The places are
 * those of what was typed: the selection may not have heard yet of a key that moved the caret a moment before.
 */
function mayOpen (doc, from, to) {
  const $from = doc.resolve(from)
  if (from !== to || !$from.parent.isTextblock) return false
  return $from.parent.content.size === 0 || /[\s\ufffc]/.test($from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset, null, '\ufffc'))
}

/** The menu of a slash at `at`, as far as the caret still stands behind it. */
function menuAt (at, { doc, selection: { $head, empty } }, before, offered) {
  const inside = empty && $head.parent.isTextblock && at >= $head.start() && at < $head.pos
  const typed = inside ? doc.textBetween(at, $head.pos, null, '\ufffc') : ''
  if (typed[0] !== '/' || /^\/\s|\ufffc|\s\s/.test(typed) || typed.length > LONGEST) return CLOSED
  const query = typed.slice(1)
  if (query === before.query && at === before.at) return before
  return { at, query, options: matching((inTable($head) ? IN_TABLE : TEXT).filter(offered), query), index: 0 }
}

/** The list on screen, in step with the menu's state. */
class List {
  constructor (area, say, choose) {
    Object.assign(this, { area, say, choose, shown: CLOSED })
    // It scrolls, so that Tab could reach it; while it is open Tab chooses, and a click leaves the caret in the text.
    this.element = el('div', {
      class: 'editor-slash', role: 'listbox', id: uniqueId('slash'), 'aria-label': 'Put in', tabindex: 0, hidden: true,
      onmousedown: event => event.preventDefault(),
    })
    area.append(this.element)
  }

  idOf (name) { return `${this.element.id}-${name}` }

  update (view, menu) {
    if (menu === this.shown) return
    const opens = isOpen(menu) && !isOpen(this.shown)
    if (menu.options !== this.shown.options) this.element.replaceChildren(...menu.options.map(name => this.#option(name)))
    this.shown = menu
    if (!isOpen(menu)) { this.element.hidden = true; return }
    placeNear(this.element, this.area, view.coordsAtPos(menu.at))
    this.#mark(menu)
    const { words } = COMMANDS[menu.options[menu.index]]
    this.say(`${opens ? 'Menu of what you can put in; arrows move, Enter chooses, Escape closes. ' : ''}${words}, ${menu.index + 1} of ${menu.options.length}`)
  }

  #option (name) {
    const { words, keys } = COMMANDS[name]
    return el('div', {
      class: 'editor-slash__option', role: 'option', id: this.idOf(name), 'data-choice': name,
      onclick: () => this.choose(name),
    }, el('span', {}, words), keys ? el('span', { class: 'editor-slash__keys' }, keys) : null)
  }

  #mark ({ options, index }) {
    for (const [place, option] of [...this.element.children].entries()) option.setAttribute('aria-selected', place === index)
    this.element.children[index].scrollIntoView({ block: 'nearest' })
    this.element.dataset.active = options[index]
  }

  destroy () { this.element.remove() }
}

/** `acts` are the functions that commands name; `area` holds the list; `say` tells the screen reader. */
export const slashMenu = (acts, area, say) => Extension.create({
  name: 'candourSlash',
  priority: 1000,   // before every other key
  addProseMirrorPlugins () {
    const { editor } = this
    const offered = name => !COMMANDS[name].dialog || Boolean(acts[COMMANDS[name].dialog])
    const menuOf = view => KEY.getState(view.state)
    const tell = (view, change) => view.dispatch(view.state.tr.setMeta(KEY, change))
    const choose = name => {
      const { at } = menuOf(editor.view)
      perform(editor, name, acts, { from: at, to: editor.state.selection.head })
    }
    const list = new List(area, say, choose)
    const onKey = (view, event) => {
      const menu = menuOf(view)
      if (!isOpen(menu) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const count = menu.options.length
      if (step) tell(view, { ...menu, index: (menu.index + step + count) % count })
      else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) choose(menu.options[menu.index])
      else if (event.key === 'Escape') { tell(view, CLOSED); say('Menu closed') }
      else return false
      event.preventDefault()
      return true
    }
    const onText = (view, from, to, text) => {
      if (text !== '/' || !mayOpen(view.state.doc, from, to)) return false
      const tr = view.state.tr.insertText('/', from, to)
      view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1)).setMeta(KEY, { at: from }).scrollIntoView())
      return true
    }
    return [new Plugin({
      key: KEY,
      state: {
        init: () => CLOSED,
        apply (tr, before, _old, state) {
          const change = tr.getMeta(KEY)
          if (change?.options) return change
          if (change) return menuAt(change.at, state, CLOSED, offered)
          if (before.at === null) return CLOSED
          const at = tr.mapping.map(before.at, 1)
          return menuAt(at, state, at === before.at ? before : { ...before, at }, offered)
        },
      },
      props: {
        handleTextInput: onText,
        handleDOMEvents: {
          keydown: onKey,
          blur: view => { if (menuOf(view).at !== null) tell(view, CLOSED); return false },
        },
        attributes: state => {
          const menu = KEY.getState(state)
          return isOpen(menu) && {
            'aria-haspopup': 'listbox', 'aria-autocomplete': 'list', 'aria-controls': list.element.id,
            'aria-activedescendant': list.idOf(menu.options[menu.index]),
          }
        },
      },
      view: () => ({ update: view => list.update(view, menuOf(view)), destroy: () => list.destroy() }),
    })]
  },
})
