// Shortcuts of our own, and how to leave the text by keyboard where Tab has a meaning of its own.
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
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

/** `acts`: openLink, openCitation, focusToolbar, comment and toComment. */
export const keys = acts => Extension.create({
  name: 'candourKeys',
  addKeyboardShortcuts: () => ({
    'Alt-F10': () => { acts.focusToolbar(); return true },
    'Mod-k': () => { acts.openLink(); return true },
    'Mod-Shift-e': () => { acts.openCitation(); return true },
    'Mod-Alt-m': () => { acts.comment(); return true },
    'Alt-F9': () => { acts.toComment(); return true },
    Enter: ({ editor }) => {
      const onCitation = editor.state.selection.node?.type.name === 'citation'
      if (onCitation) acts.openCitation()
      return onCitation
    },
  }),
  addProseMirrorPlugins: () => [leaveWithEscape()],
})

const HELP = [
  [`${MOD}+B, ${MOD}+I`, 'bold, italic'],
  [`${MOD}+Alt+3, 4 or 5`, 'heading, subheading, minor heading'],
  [`${MOD}+Alt+0`, 'ordinary text'],
  [`${MOD}+Shift+8, ${MOD}+Shift+7`, 'bullets, numbers (Tab and Shift+Tab change the level)'],
  [`${MOD}+Shift+B`, 'quote'],
  [`${MOD}+K`, 'link'],
  [`${MOD}+Shift+E`, 'cite evidence'],
  [`${MOD}+Alt+M`, 'comment on the selected words, or on the whole answer where none are'],
  ['Alt+F9', 'go from commented words to their comment, and back'],
  [`${MOD}+Z, ${MOD}+Shift+Z`, 'undo, redo your own changes'],
  ['Alt+F10', 'go to the toolbar; arrows move along it, Escape returns to the text'],
  ['Tab in a table', 'next cell; after the last one a new row'],
  ['Escape, then Tab', 'leave the text'],
]

/** The list of shortcuts, folded away, with the two ways out of the text in plain sight. */
export function help (id) {
  return el('div', { class: 'editor-help' },
    el('p', { id, class: 'govuk-hint' }, 'Press Alt and F10 for the toolbar. Press Escape and then Tab to leave the text.'),
    el('details', { class: 'govuk-details' },
      el('summary', { class: 'govuk-details__summary' }, el('span', { class: 'govuk-details__summary-text' }, 'Keyboard shortcuts')),
      el('div', { class: 'govuk-details__text' }, el('dl', { class: 'editor-shortcuts' },
        HELP.map(([keyNames, meaning]) => el('div', {}, el('dt', {}, keyNames), el('dd', {}, meaning)))))))
}
