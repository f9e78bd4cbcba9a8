// How figures look in the editor: a chip for one in a sentence, and a block with its chart or table. Neither is typed in.
import { el } from './dom.js'
import { Figure, Indicator } from './schema.js'

const NEWER = 'Newer figures exist.'

/** The server's own rendering as nodes of this page. */
export const parsed = html => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes]

/** A single figure; what it is of is heard after it, and seen under the pointer. */
export const figureChip = figures => Figure.extend({
  addNodeView: () => ({ node }) => {
    const hidden = el('span', { class: 'govuk-visually-hidden' })
    const later = el('span', { class: 'editor-figure__newer', hidden: true }, 'newer')
    const dom = el('span', { class: 'editor-figure', contenteditable: 'false', 'data-extract': node.attrs.extract }, node.attrs.text, hidden, later)
    figures.about(node.attrs.extract, 'table').then(({ says, newer }) => {
      if (!says) return
      hidden.textContent = ` – ${says}${newer ? `. ${NEWER} ${newer}` : ''}`
      dom.title = newer ? `${says}. ${NEWER} ${newer}` : says
      later.hidden = !newer
    })
    const select = on => dom.classList.toggle('ProseMirror-selectednode', on)
    return { dom, ignoreMutation: () => true, selectNode: () => select(true), deselectNode: () => select(false) }
  },
})

/** A block of figures with its caption above; `acts.takeNewer(position)` takes over what is newer. */
class Block {
  constructor (node, figures, renew) {
    this.figures = figures
    this.title = el('p', { class: 'editor-indicator__title' })
    this.body = el('div', { class: 'editor-indicator__body' })
    this.told = el('span', {})
    this.newer = el('div', { class: 'editor-indicator__newer', hidden: true },
      el('p', {}, el('strong', {}, NEWER), ' ', this.told), el('button', { type: 'button', class: 'govuk-button govuk-button--secondary', onclick: renew }, 'Take them over'))
    this.dom = el('div', { class: 'editor-indicator', contenteditable: 'false', role: 'group' }, this.title, this.newer, this.body)
    this.update(node)
  }

  update (node) {
    if (node.type.name !== 'indicator') return false
    const { extract, form, caption } = node.attrs
    this.title.textContent = caption || 'Figures without a caption'
    this.dom.setAttribute('aria-label', `Figures: ${caption}`)
    if (this.shown !== `${extract} ${form}`) this.#show(extract, form)
    return true
  }

  async #show (extract, form) {
    const mine = this.shown = `${extract} ${form}`
    this.body.replaceChildren(el('p', { class: 'govuk-hint' }, 'Loading the figures'))
    const { html, newer, error } = await this.figures.about(extract, form)
    if (this.shown !== mine) return
    this.body.replaceChildren(...error ? [el('p', { class: 'govuk-hint' }, `These figures are kept, but cannot be shown here now. ${error}`)] : parsed(html))
    this.newer.hidden = !newer
    this.told.textContent = newer ?? ''
    if (error) addEventListener('online', () => this.#show(extract, form), { once: true })
  }

  ignoreMutation () { return true }
  /** The button and the table on demand are the block's own; everything else about it is the editor's. */
  stopEvent (event) { return Boolean(event.target.closest?.('button, summary')) }
  selectNode () { this.dom.classList.add('ProseMirror-selectednode') }
  deselectNode () { this.dom.classList.remove('ProseMirror-selectednode') }
}

/** Put the figures of today in the place of an older extract at `position`; told what failed, or what to look at. */
export async function takeNewer (editor, figures, position, tell) {
  const before = editor.state.doc.nodeAt(position)
  const { extract, text, caption, told, error } = await figures.takeNewer(before.attrs)
  const node = editor.state.doc.nodeAt(position)
  if (error || !node?.eq(before)) return tell(error || 'The text has moved meanwhile. Try again.')
  const attrs = node.type.name === 'figure' ? { extract, text } : { ...node.attrs, extract, caption }
  editor.view.dispatch(editor.state.tr.setNodeMarkup(position, null, attrs))
  if (told) tell(told)
}

export const indicatorBlock = (figures, tell) => Indicator.extend({
  addNodeView: () => ({ node, editor, getPos }) => new Block(node, figures, () => takeNewer(editor, figures, getPos(), tell)),
})
