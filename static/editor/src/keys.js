// Shortcuts of our own, and how to leave the text by keyboard where Tab has a meaning of its own.
import { Extension } from '@tiptap/core'
import { GapCursor } from '@tiptap/pm/gapcursor'
import { Plugin } from '@tiptap/pm/state'
import { perform } from './commands.js'
import { MOD, el } from './dom.js'

const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta']

/** After Escape the next Tab belongs to the browser, not to lists and tables. */
function leaveWithEscape () {
  let leaving = false
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown: (_, event) => {
          if (event.key === 'Tab' && leaving) return true   // handled by nobody here: the browser moves on
          if (!MODIFIERS.includes(event.key)) leaving = event.key === 'Escape'
          return false
        },
        blur: () => { leaving = false; return false },
      },
    },
  })
}

/** To the end or beginning of the text where figures stand there, which hold no caret: next to them then. */
const beside = end => ({ editor: { state: { doc, tr }, view } }) => {
  if ((end ? doc.lastChild : doc.firstChild).type.name !== 'indicator') return false
  view.dispatch(tr.setSelection(new GapCursor(doc.resolve(end ? doc.content.size : 0))).scrollIntoView())
  return true
}

/** `acts`: openLink, openCitation, focusToolbar, and those that commands name. */
export const keys = acts => Extension.create({
  name: 'candourKeys',
  addKeyboardShortcuts: () => ({
    'Mod-End': beside(true),
    'Mod-Home': beside(false),
    'Alt-F10': () => { acts.focusToolbar(); return true },
    'Mod-k': () => { acts.openLink(); return true },
    'Mod-Shift-e': () => { acts.openCitation(); return true },
    'Mod-Alt-f': () => { acts.openFigures?.(); return true },
    'Mod-Shift-y': () => { acts.openAttribution?.(); return true },
    'Mod-Alt-n': ({ editor }) => { perform(editor, 'note', acts); return true },
    'Mod-Alt-t': ({ editor }) => { if (!editor.isActive('table')) perform(editor, 'table', acts); return true },
    'Mod-Alt-m': () => { acts.comment?.(); return true },
    'Alt-F9': () => { acts.toComment?.(); return true },
    Enter: ({ editor }) => {
      const open = acts.opens(editor.state.selection.node)
      open?.()
      return Boolean(open)
    },
  }),
  addProseMirrorPlugins: () => [leaveWithEscape()],
})

const HELP = [
  [`${MOD}+B, ${MOD}+I`, 'bold, italic'],
  [`${MOD}+Alt+3, 4 or 5`, 'heading, subheading, minor heading'],
  [`${MOD}+Alt+0`, 'ordinary text'],
  [`${MOD}+Shift+8, ${MOD}+Shift+7`, 'bullets, numbers (Tab and Shift+Tab change the level)'],
  [`${MOD}+Shift+B`, 'quote; the tools for whose voice it is then stand in the toolbar'],
  [`${MOD}+Alt+N`, 'note to colleagues, which no edition prints'],
  [`${MOD}+Alt+T`, 'table'],
  [`${MOD}+K`, 'link'],
  [`${MOD}+Shift+E`, 'cite evidence'],
  [`${MOD}+Alt+F`, 'figures: one in the sentence, or a chart or table; on figures that are there, Enter changes them'],
  [`${MOD}+Shift+Y`, 'who wrote the selected words, or this paragraph'],
  ['Left or Right arrow onto a citation', 'what it stands for; Enter changes it, Escape puts the preview away'],
  ['/ in an empty paragraph or after a space', 'menu of what you can put in: type to narrow it, arrows and Enter to choose, Escape to keep the slash'],
  [`${MOD}+Alt+M`, 'comment on the selected words, or on the whole answer where none are'],
  ['Alt+F9', 'go from commented words to their comment, and back'],
  [`${MOD}+Z, ${MOD}+Shift+Z`, 'undo, redo your own changes'],
  ['Alt+F10', 'go to the toolbar; arrows move along it, Escape returns to the text'],
  ['Tab in a table', 'next cell; after the last one a new row'],
  ['Shift and arrows across cells', 'select cells, to merge them by the toolbar'],
  ['Escape, then Tab', 'leave the text'],
]

const PASTING = [
  'Headings, lists, tables with merged cells, bold, italic and links are kept; fonts, colours and sizes are dropped.',
  'Text that was deleted with tracked changes, and comments in the margin, are left out. Footnotes stay as words.',
  'Cells from a spreadsheet become a table. Inside a table they fill its cells.',
  'A picture by itself, pasted or dropped, goes into the evidence library with a text alternative and is cited. Pictures amid pasted text are left out: copy each by itself.',
]

/** The list of shortcuts and the rules of pasting, folded away, with the two ways out of the text in plain sight. */
export function help (id) {
  return el('div', { class: 'editor-help' },
    el('p', { id, class: 'govuk-hint' }, 'Press Alt and F10 for the toolbar. Press Escape and then Tab to leave the text.'),
    el('details', { class: 'govuk-details' },
      el('summary', { class: 'govuk-details__summary' }, el('span', { class: 'govuk-details__summary-text' }, 'Keyboard shortcuts and pasting')),
      el('div', { class: 'govuk-details__text' },
        el('dl', { class: 'editor-shortcuts' }, HELP.map(([keyNames, meaning]) => el('div', {}, el('dt', {}, keyNames), el('dd', {}, meaning)))),
        el('p', {}, 'What happens to what you paste:'),
        el('ul', { class: 'govuk-list govuk-list--bullet' }, PASTING.map(rule => el('li', {}, rule))))))
}
