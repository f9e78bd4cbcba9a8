// Words that are commented on: marked in the text, and following it through every change. The comments
// themselves stand beside the editor, where static/js/comments.js keeps them.
import { Extension } from '@tiptap/core'
import { seeCaret } from './caret.js'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

const SETTLE = 400        // ms after a change before the comments are told what became of their words
const PATIENCE = 3000     // ms a comment waits until the words it is about are saved
const ATOM = '\ufffc'     // what the server reads in place of a citation or a line break

const key = new PluginKey('candourComments')
const heldBy = state => key.getState(state)

const moved = (passage, mapping) => {
  const start = mapping.map(passage.start, 1)
  return { ...passage, start, end: Math.max(start, mapping.map(passage.end, -1)) }
}

const textOf = (doc, { start, end }) => doc.textBetween(start, end, '', ATOM)

/** exact, moved, changed or gone, as the server will say once it has these words. */
function stateOf (doc, mark) {
  if (mark.start >= mark.end) return 'gone'
  if (textOf(doc, mark) !== mark.quote.replaceAll('\n', '')) return 'changed'
  return mark.state === 'moved' || mark.state === 'gone' ? 'moved' : 'exact'
}

function decorations (state) {
  const { marks, chosen, active } = heldBy(state)
  const found = []
  for (const { start, end, thread, number, by, said } of marks) {
    if (start >= end) continue
    const last = /[\udc00-\udfff]$/.test(state.doc.textBetween(end - 1, end)) ? end - 2 : end - 1
    found.push(
      Decoration.inline(start, end, {
        nodeName: 'mark', class: `cd-commented${active === thread ? ' cd-commented--active' : ''}`, 'data-thread': thread,
        'aria-description': `Comment ${number} by ${by}: ${said || 'deleted'}`,
      }),
      Decoration.inline(Math.max(start, last), end, { class: 'cd-commented--last', 'data-number': number }))
  }
  if (chosen && chosen.start < chosen.end) found.push(Decoration.inline(chosen.start, chosen.end, { class: 'cd-commented--chosen' }))
  return DecorationSet.create(state.doc, found)
}

const NOTHING = { marks: [], chosen: null, active: null, known: false }

/** The extension that holds the marks; `tell(view, before)` hears of every new state of the editor. */
export const commentMarks = tell => Extension.create({
  name: 'candourComments',
  addProseMirrorPlugins: () => [new Plugin({
    key,
    state: {
      init: () => NOTHING,
      apply (transaction, held) {
        const { docChanged, mapping } = transaction
        const kept = docChanged
          ? { ...held, marks: held.marks.map(mark => moved(mark, mapping)), chosen: held.chosen && moved(held.chosen, mapping) }
          : held
        const set = transaction.getMeta(key)
        return set ? { ...kept, ...set } : kept
      },
    },
    props: { decorations },
    view: () => ({ update: (view, before) => tell(view, before) }),
  })],
})

/** What the list of comments asks of the editor; it sets `onChoose`, `onGoTo`, `onCaret`, `onStates` and `onLost`. */
export class Comments {
  #timer = 0
  #told = ''
  #at = ''

  constructor (editor, sync) { Object.assign(this, { editor, sync }) }

  #set (values) { this.editor.view.dispatch(this.editor.state.tr.setMeta(key, values).setMeta('addToHistory', false)) }

  /** Mark the words of these threads, where they were at a version; false where this text is at another. */
  async mark (version, marks) {
    if (version > this.sync.version) await this.sync.catchUp()
    if (version !== this.sync.version) return false
    seeCaret(this.editor.view)
    const mapping = new Mapping((this.sync.pending()?.steps ?? []).map(step => step.getMap()))
    this.#set({ marks: marks.map(mark => moved(mark, mapping)), known: true })
    return true
  }

  /** Take the selected words, if any, as what the next comment is about. */
  choose () {
    const { selection, doc } = this.editor.state
    const chosen = selection.empty ? null : { start: selection.from, end: selection.to }
    this.#set({ chosen })
    this.onChoose?.(chosen && doc.textBetween(chosen.start, chosen.end, '\n', ' '))
  }

  unchoose () { this.#set({ chosen: null }) }

  /** Where the chosen words are, and in which version; null where they are gone, undefined until they are saved. */
  async place () {
    if (this.sync.pending()) await Promise.race([this.sync.hurry(), new Promise(resolve => setTimeout(resolve, PATIENCE))])
    const { chosen } = heldBy(this.editor.state)
    if (!chosen) return null
    return this.sync.pending() ? undefined : { version: this.sync.version, start: chosen.start, end: chosen.end }
  }

  /** Show the words of a thread; with `enter` the caret goes there. */
  show (thread, enter, scroll = true) {
    this.#set({ active: thread })
    const { view, state } = this.editor
    if (scroll) view.dom.querySelector(`[data-thread="${thread}"]`)?.scrollIntoView({ block: 'nearest' })
    const mark = enter && heldBy(state).marks.find(one => one.thread === thread)
    if (!mark) return
    view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(mark.start), state.doc.resolve(mark.end))).scrollIntoView())
    view.focus()
  }

  #here () {
    const { from, to } = this.editor.state.selection
    return heldBy(this.editor.state).marks.filter(mark => mark.start <= to && from <= mark.end).map(mark => mark.thread)
  }

  /** From the words at the caret to what is said about them. */
  goTo () {
    const [thread] = this.#here()
    this.onGoTo?.(thread)
  }

  /** To be told of every state of the editor. */
  seen (view, before) {
    const held = heldBy(view.state)
    if (!held.known && heldBy(before)?.known) this.onLost?.()
    const at = this.#here().join()
    if (at !== this.#at) this.onCaret?.(at ? at.split(',') : [])
    this.#at = at
    if (view.state.doc.eq(before.doc) || !held.marks.length) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tellStates(), SETTLE)
  }

  #tellStates () {
    const { state } = this.editor
    const states = heldBy(state).marks.map(mark => [mark.thread, stateOf(state.doc, mark)])
    const said = JSON.stringify(states)
    if (said !== this.#told) this.onStates?.(states)
    this.#told = said
  }
}
