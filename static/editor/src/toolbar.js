// The toolbar: one stop for Tab, arrows within, and a group of table tools while the caret is in a table.
import { MOD, el } from './dom.js'

const STYLES = [['paragraph', 'Text'], [3, 'Heading'], [4, 'Subheading'], [5, 'Minor heading']]

const chained = act => editor => { act(editor.chain()).run(); editor.view.focus() }

/** A table, and a paragraph after it where it would stand last: else nobody could write on. */
const insertTable = chained(chain => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).command(({ tr, state }) => {
  if (tr.doc.lastChild.type.name === 'table') tr.insert(tr.doc.content.size, state.schema.nodes.paragraph.create())
  return true
}))

/** [name, words, what it does, and where it has them: active(editor), can(editor), keys] */
const MAIN = [
  ['bold', 'Bold', chained(c => c.toggleBold()), { active: e => e.isActive('bold'), keys: `${MOD}+B` }],
  ['italic', 'Italic', chained(c => c.toggleItalic()), { active: e => e.isActive('italic'), keys: `${MOD}+I` }],
  ['bullets', 'Bullets', chained(c => c.toggleBulletList()), { active: e => e.isActive('bulletList'), keys: `${MOD}+Shift+8` }],
  ['numbers', 'Numbers', chained(c => c.toggleOrderedList()), { active: e => e.isActive('orderedList'), keys: `${MOD}+Shift+7` }],
  ['quote', 'Quote', chained(c => c.toggleBlockquote()), { active: e => e.isActive('blockquote'), keys: `${MOD}+Shift+B` }],
  ['link', 'Link', 'openLink', { active: e => e.isActive('link'), keys: `${MOD}+K`, dialog: true }],
  ['table', 'Table', insertTable, { can: e => !e.isActive('table') }],
  ['cite', 'Cite evidence', 'openCitation', { keys: `${MOD}+Shift+E`, dialog: true }],
  ['comment', 'Comment', 'comment', { keys: `${MOD}+Alt+M` }],
  ['undo', 'Undo', chained(c => c.undo()), { can: e => e.can().undo(), keys: `${MOD}+Z` }],
  ['redo', 'Redo', chained(c => c.redo()), { can: e => e.can().redo(), keys: `${MOD}+Shift+Z` }],
]
const TABLE = [
  ['row-above', 'Row above', chained(c => c.addRowBefore())],
  ['row-below', 'Row below', chained(c => c.addRowAfter())],
  ['delete-row', 'Delete row', chained(c => c.deleteRow())],
  ['column-before', 'Column before', chained(c => c.addColumnBefore())],
  ['column-after', 'Column after', chained(c => c.addColumnAfter())],
  ['delete-column', 'Delete column', chained(c => c.deleteColumn())],
  ['header-row', 'Header row', chained(c => c.toggleHeaderRow()), { active: hasHeaderRow }],
  ['caption', 'Caption', 'openCaption', { dialog: true }],
  ['delete-table', 'Delete table', chained(c => c.deleteTable())],
]

function hasHeaderRow (editor) {
  const { $from } = editor.state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name === 'table') return Boolean(node.firstChild?.childCount) && node.firstChild.content.content.every(cell => cell.type.name === 'tableHeader')
  }
  return false
}

export class Toolbar {
  /** `dialogs` has the functions that the names openLink, openCitation and openCaption stand for. */
  constructor (editor, dialogs) {
    Object.assign(this, { editor, dialogs, tools: [] })
    this.styles = this.#styleList()
    this.tableGroup = el('div', { class: 'editor-tools', role: 'group', 'aria-label': 'Table', hidden: true }, TABLE.map(spec => this.#button(spec)))
    const main = el('div', { class: 'editor-tools' }, this.styles, MAIN.map(spec => this.#button(spec)))
    this.element = el('div', { class: 'editor-toolbar', role: 'toolbar', 'aria-label': 'Formatting', 'aria-controls': editor.view.dom.id, onkeydown: event => this.#move(event) }, main, this.tableGroup)
    this.#stops().forEach((stop, index) => { stop.tabIndex = index ? -1 : 0 })
    this.element.addEventListener('focusin', event => this.#settle(event.target))
    editor.on('transaction', () => this.#refresh())
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

  #button ([name, words, act, { active, can, keys, dialog } = {}]) {
    const run = typeof act === 'string' ? () => this.dialogs[act]() : act
    const button = el('button', {
      type: 'button', class: 'editor-tool', 'data-tool': name, title: keys && `${words} (${keys})`,
      'aria-keyshortcuts': keys?.replace('Ctrl', 'Control').replace('Cmd', 'Meta'), 'aria-haspopup': dialog && 'dialog',
      // A click must not take the caret out of the text before the command runs.
      onmousedown: event => event.preventDefault(),
      onclick: () => button.getAttribute('aria-disabled') !== 'true' && run(this.editor),
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

  focus () { (this.#stops().find(stop => stop.tabIndex === 0) ?? this.styles).focus() }

  #refresh () {
    for (const { button, active, can } of this.tools) {
      if (active) button.setAttribute('aria-pressed', active(this.editor))
      if (can) button.setAttribute('aria-disabled', !can(this.editor))
    }
    this.styles.value = STYLES.find(([level]) => this.editor.isActive('heading', { level }))?.[0] ?? 'paragraph'
    this.tableGroup.hidden = !this.editor.isActive('table')
    // The stop may just have been hidden with the table tools: there is always exactly one.
    if (!this.#stops().some(stop => stop.tabIndex === 0)) this.#settle(this.styles)
  }
}
