// What can be done to the text, under one name each, whichever way it is asked for: toolbar, shortcut or slash menu.
import { isNodeActive } from '@tiptap/core'
import { NodeRange } from '@tiptap/pm/model'
import { findWrapping } from '@tiptap/pm/transform'
import { MOD } from './dom.js'
import { VOICES } from './schema.js'

/** A table, and a paragraph after it where it would stand last: else nobody could write on. */
const insertTable = chain => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).command(({ tr, state }) => {
  if (tr.doc.lastChild.type.name === 'table') tr.insert(tr.doc.content.size, state.schema.nodes.paragraph.create())
  return true
})

/** The quotation around the caret gets this voice; where there is none, the text becomes one. */
const quoteBy = voice => chain => chain.command(({ state, commands }) => isNodeActive(state, 'blockquote')
  ? commands.updateAttributes('blockquote', { voice })
  : commands.wrapIn('blockquote', { voice }))

const toggleVoice = voice => chain => chain.command(({ state, commands }) =>
  commands.updateAttributes('blockquote', { voice: isNodeActive(state, 'blockquote', { voice }) ? '' : voice }))

/** Whole blocks of the document into a note, or a note's blocks back into the text: never a part of a list or table. */
const toggleNote = chain => chain.command(({ tr, dispatch, state }) => {
  const { $from, $to } = tr.selection
  const note = $from.depth && $from.node(1).type.name === 'note' && $to.end(1) === $from.end(1)
  if (note) {
    const inside = new NodeRange(tr.doc.resolve($from.start(1) + 1), tr.doc.resolve($from.end(1) - 1), 1)
    if (dispatch) tr.lift(inside, 0)
    return true
  }
  const range = $from.blockRange($to, node => node.type === state.schema.topNodeType)
  const wrapping = range && findWrapping(range, state.schema.nodes.note)
  if (wrapping && dispatch) tr.wrap(range, wrapping)
  return Boolean(wrapping)
})

const heading = (level, words) => ({
  words, act: c => c.setHeading({ level }), keys: `${MOD}+Alt+${level}`, active: e => e.isActive('heading', { level }),
})

const rowOf = (editor, fits) => {
  const { $from } = editor.state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === 'table') return fits($from.node(depth))
  }
  return false
}
const isHeader = cell => cell?.type.name === 'tableHeader'
const hasHeaderRow = table => Boolean(table.firstChild?.childCount) && table.firstChild.content.content.every(isHeader)
const hasHeaderColumn = table => table.childCount > 1 && table.content.content.slice(1).every(row => isHeader(row.firstChild))

/**
 * name → { words, act(chain) or the name of a `dialog`, keys, active(editor), can(editor), also: other words that
 * the slash menu finds it by }
 */
export const COMMANDS = {
  text: { words: 'Text', act: c => c.setParagraph(), keys: `${MOD}+Alt+0`, also: 'paragraph ordinary plain' },
  heading: heading(3, 'Heading'),
  subheading: heading(4, 'Subheading'),
  minor: heading(5, 'Minor heading'),
  bold: { words: 'Bold', act: c => c.toggleBold(), active: e => e.isActive('bold'), keys: `${MOD}+B` },
  italic: { words: 'Italic', act: c => c.toggleItalic(), active: e => e.isActive('italic'), keys: `${MOD}+I` },
  bullets: { words: 'Bullets', act: c => c.toggleBulletList(), active: e => e.isActive('bulletList'), keys: `${MOD}+Shift+8`, also: 'list points' },
  numbers: { words: 'Numbers', act: c => c.toggleOrderedList(), active: e => e.isActive('orderedList'), keys: `${MOD}+Shift+7`, also: 'list numbered ordered' },
  quote: { words: 'Quote', act: c => c.toggleBlockquote(), active: e => e.isActive('blockquote'), keys: `${MOD}+Shift+B`, also: 'quotation said' },
  'quote-child': { words: `Quote: ${VOICES.child.toLowerCase()}`, act: quoteBy('child'), also: 'quotation parent' },
  'quote-inspector': { words: `Quote: ${VOICES.inspector.toLowerCase()}`, act: quoteBy('inspector'), also: 'quotation ofsted' },
  child: { words: VOICES.child, act: toggleVoice('child'), active: e => e.isActive('blockquote', { voice: 'child' }) },
  inspector: { words: VOICES.inspector, act: toggleVoice('inspector'), active: e => e.isActive('blockquote', { voice: 'inspector' }) },
  note: { words: 'Note', act: toggleNote, active: e => e.isActive('note'), keys: `${MOD}+Alt+N`, also: 'note to colleagues comment never printed' },
  link: { words: 'Link', dialog: 'openLink', active: e => e.isActive('link'), keys: `${MOD}+K`, also: 'address web email' },
  table: { words: 'Table', act: insertTable, can: e => !e.isActive('table'), keys: `${MOD}+Alt+T`, also: 'grid figures' },
  cite: { words: 'Cite evidence', dialog: 'openCitation', keys: `${MOD}+Shift+E`, also: 'citation source reference' },
  figures: { words: 'Figures', dialog: 'openFigures', keys: `${MOD}+Alt+F`, also: 'chart graph indicator measure number statistics' },
  picture: { words: 'Picture', dialog: 'openPicture', also: 'image chart photo evidence' },
  comment: { words: 'Comment', dialog: 'comment', leads: true, keys: `${MOD}+Alt+M` },   // to the comments, no dialog
  who: { words: 'Who wrote this?', dialog: 'openAttribution', keys: `${MOD}+Shift+Y` },
  undo: { words: 'Undo', act: c => c.undo(), can: e => e.can().undo(), keys: `${MOD}+Z` },
  redo: { words: 'Redo', act: c => c.redo(), can: e => e.can().redo(), keys: `${MOD}+Shift+Z` },
  'row-above': { words: 'Row above', act: c => c.addRowBefore() },
  'row-below': { words: 'Row below', act: c => c.addRowAfter() },
  'delete-row': { words: 'Delete row', act: c => c.deleteRow() },
  'column-before': { words: 'Column before', act: c => c.addColumnBefore() },
  'column-after': { words: 'Column after', act: c => c.addColumnAfter() },
  'delete-column': { words: 'Delete column', act: c => c.deleteColumn() },
  'header-row': { words: 'Header row', act: c => c.toggleHeaderRow(), active: e => rowOf(e, hasHeaderRow) },
  'header-column': { words: 'Header column', act: c => c.toggleHeaderColumn(), active: e => rowOf(e, hasHeaderColumn) },
  merge: { words: 'Merge cells', act: c => c.mergeCells(), can: e => e.can().mergeCells() },
  split: { words: 'Split cell', act: c => c.splitCell(), can: e => e.can().splitCell() },
  caption: { words: 'Caption and source', dialog: 'openCaption' },
  'delete-table': { words: 'Delete table', act: c => c.deleteTable() },
}

/** Do what `name` stands for, in place of the text in `range` where one is given; a dialog opens itself. */
export function perform (editor, name, dialogs, range) {
  const { act, dialog } = COMMANDS[name]
  const chain = editor.chain()
  if (range) chain.deleteRange(range)
  if (act) act(chain)
  chain.run()
  if (dialog) dialogs[dialog]()
  else editor.view.focus()
}
