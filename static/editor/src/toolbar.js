// The toolbar: one stop for Tab, arrows within, and groups of tools for a quotation or table while the caret is in one.
import { COMMANDS, perform } from './commands.js'
import { el } from './dom.js'

const STYLES = [['paragraph', 'Text'], [3, 'Heading'], [4, 'Subheading'], [5, 'Minor heading']]
const MAIN = ['bold', 'italic', 'bullets', 'numbers', 'quote', 'note', 'link', 'table', 'cite', 'figures', 'picture', 'comment', 'who', 'undo', 'redo']
const GROUPS = [
  ['blockquote', 'Whose voice the quotation is', ['child', 'inspector']],
  ['table', 'Table', ['row-above', 'row-below', 'delete-row', 'column-before', 'column-after', 'delete-column',
    'header-row', 'header-column', 'merge', 'split', 'caption', 'delete-table']],
]

const REFRESH = 100   // ms; asking every tool after every key would take two fifths of the time that a key takes

export class Toolbar {
  #later = 0

  /** `dialogs` has the functions that commands name; a tool whose dialog is not there is left out. */
  constructor (editor, dialogs) {
    Object.assign(this, { editor, dialogs, tools: [] })
    this.styles = this.#styleList()
    const buttons = names => names.filter(name => !COMMANDS[name].dialog || dialogs[COMMANDS[name].dialog]).map(name => this.#button(name))
    const main = el('div', { class: 'editor-tools' }, this.styles, buttons(MAIN))
    this.groups = GROUPS.map(([node, label, names]) => [node, el('div', { class: 'editor-tools', role: 'group', 'aria-label': label, hidden: true }, buttons(names))])
    this.element = el('div', { class: 'editor-toolbar', role: 'toolbar', 'aria-label': 'Formatting', 'aria-controls': editor.view.dom.id, onkeydown: event => this.#move(event) }, main, this.groups.map(group => group[1]))
    this.#stops().forEach((stop, index) => { stop.tabIndex = index ? -1 : 0 })
    this.element.addEventListener('focusin', event => this.#settle(event.target))
    editor.on('transaction', () => { this.#later ||= setTimeout(() => this.#refresh(), REFRESH) })
    this.#refresh()
  }

  #styleList () {
    const change = () => {
      const level = Number(list.value)
      if (level) this.editor.commands.setHeading({ level })
      else this.editor.commands.setParagraph()
    }
    const list = el('select', { class: 'editor-styles', 'aria-label': 'Paragraph style', 'data-tool': 'style', onchange: change },
      STYLES.map(([value, words]) => el('option', { value }, words)))
    return list
  }

  #button (name) {
    const { words, active, can, keys, dialog, leads } = COMMANDS[name]
    const button = el('button', {
      type: 'button', class: 'editor-tool', 'data-tool': name, title: keys && `${words} (${keys})`,
      'aria-keyshortcuts': keys?.replace('Ctrl', 'Control').replace('Cmd', 'Meta'), 'aria-haspopup': dialog && !leads && 'dialog',
      // A click must not take the caret out of the text before the command runs.
      onmousedown: event => event.preventDefault(),
      onclick: () => {
        if (!can || can(this.editor)) perform(this.editor, name, this.dialogs)
        this.#refresh()
      },
    }, words)
    this.tools.push({ button, active, can })
    return button
  }

  #stops () { return [this.styles, ...this.tools.map(tool => tool.button)].filter(stop => !stop.closest('[hidden]')) }

  #settle (stop) { this.#stops().forEach(other => { other.tabIndex = other === stop ? 0 : -1 }) }

  #move (event) {
    const stops = this.#stops()
    const here = stops.indexOf(event.target)
    const target = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: stops.length - 1 }[event.key]
    if (event.key === 'Escape') this.editor.view.focus()
    if (target === undefined) return
    event.preventDefault()
    stops[(target + stops.length) % stops.length].focus()
  }

  focus () {
    this.#refresh()
    ;(this.#stops().find(stop => stop.tabIndex === 0) ?? this.styles).focus()
  }

  #refresh () {
    clearTimeout(this.#later)
    this.#later = 0
    for (const { button, active, can } of this.tools) {
      if (active) button.setAttribute('aria-pressed', active(this.editor))
      if (can) button.setAttribute('aria-disabled', !can(this.editor))
    }
    this.styles.value = STYLES.find(([level]) => this.editor.isActive('heading', { level }))?.[0] ?? 'paragraph'
    for (const [node, group] of this.groups) group.hidden = !this.editor.isActive(node)
    // The stop may just have been hidden with its group: there is always exactly one.
    if (!this.#stops().some(stop => stop.tabIndex === 0)) this.#settle(this.styles)
  }
}
