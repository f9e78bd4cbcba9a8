// Citing evidence: the dialog that searches the library, and the chip that a citation looks like.
import { Citation, PLACE_LENGTH, QUOTE_LENGTH, SUPPORTS, citationWords, oneLine } from './schema.js'
import { choice, field, openDialog } from './dialog.js'
import { describeItem } from './evidence.js'
import { el, uniqueId } from './dom.js'

const DEBOUNCE = 250   // ms between the last key and the search
const MOST_SHOWN = 20   // places that the library answers at once
const itemsOf = number => number === 1 ? '1 item' : `${number || 'No'} items`

/** The list of results: radios in a fieldset, and a line that says how many were found.
    `onChoose` hears of each item that the person chooses, `onShow` of each list that is shown. */
class Results {
  #name = uniqueId('results')
  #items = []

  constructor (onChoose, onShow) {
    Object.assign(this, { onChoose, onShow })
    this.count = el('p', { class: 'govuk-hint', role: 'status' })
    this.list = el('div', { class: 'govuk-radios govuk-radios--small', 'data-results': true })
    this.element = el('fieldset', { class: 'govuk-fieldset editor-results' },
      el('legend', { class: 'govuk-fieldset__legend govuk-visually-hidden' }, 'Items found'), this.count, this.list)
  }

  show (items, chosen) {
    this.#items = items ?? []
    this.list.replaceChildren(...this.#items.map((item, index) => this.#radio(item, index)))
    this.#check(chosen)
    this.onShow()
    this.count.textContent = items === null ? 'The library could not be searched. Try again.' : this.#said()
  }

  /** How many items there are, each of which may stand in the list with several places. */
  #said () {
    const found = new Set(this.#items.map(item => item.ref)).size
    if (this.#items.length === MOST_SHOWN) return `The first ${this.#items.length} places found, in ${itemsOf(found)}. More words find fewer`
    return `${itemsOf(found)} found${found < this.#items.length ? `, at ${this.#items.length} places` : ''}`
  }

  #check (chosen) {
    const same = this.#items.findIndex(item => item.ref === chosen?.ref && (item.place ?? '') === (chosen.place ?? ''))
    const index = same < 0 ? this.#items.findIndex(item => item.ref === chosen?.ref) : same
    const radio = this.list.querySelectorAll('input')[this.#items.length === 1 ? 0 : index]
    if (!radio) return
    radio.checked = true
    if (this.#items.length === 1) this.onChoose(this.#items[0])
  }

  #radio (item, index) {
    const id = `${this.#name}-${index}`
    return el('div', { class: 'govuk-radios__item' },
      el('input', {
        class: 'govuk-radios__input', type: 'radio', name: this.#name, id, value: index, onchange: () => this.onChoose(item),
      }),
      el('label', { class: 'govuk-label govuk-radios__label', for: id }, el('strong', {}, item.ref), ` ${describeItem(item)}`,
        item.place && el('span', { class: 'editor-results__place' }, el('strong', {}, item.place), ` ${item.words}`)))
  }

  get chosen () { return this.#items[this.list.querySelector('input:checked')?.value] }
  focus () { (this.list.querySelector('input:checked') ?? this.list.querySelector('input'))?.focus() }
}

/** A search field that fills `results` as one types; a slow answer never replaces a later one. */
function searchField (evidence, results, first) {
  const search = field('Search the evidence library', { type: 'search', hint: 'Reference, words of the title, or words inside the file; a phrase in quotes', value: first })
  let timer = 0
  let asked = 0
  const run = async () => {
    clearTimeout(timer)
    const mine = ++asked
    const items = await evidence.search(search.input.value.trim())
    if (mine === asked) results.show(items, results.chosen ?? { ref: first })
  }
  search.input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(run, DEBOUNCE) })
  search.input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') { event.preventDefault(); results.focus() }
    if (event.key === 'Enter' && !results.chosen) { event.preventDefault(); run() }
  })
  run()
  return search
}

/** The citation that is selected as a whole, if one is. */
const selectedCitation = editor => {
  const { node } = editor.state.selection
  return node?.type.name === 'citation' ? node : null
}

/** The revision that a citation of `item` names: a citation that is changed stays at its own, since nobody has
    compared what the newest says; another item is cited as it is now. */
const revisionOf = (item, present) => item.ref === present?.attrs.item ? present.attrs.revision : item.revision

/** What becomes of the revision when the citation is changed, in a sentence. */
function revisionWords (item, present) {
  const revision = revisionOf(item, present)
  if (revision === item.revision) return `Cites revision ${revision} of ${item.ref}, the newest`
  return `Stays at revision ${revision} of ${item.ref}. “Cite revision ${item.revision} of ${item.ref} instead”, on the page of the answer, compares the two first`
}

/** Ask for an item and a place, then put the citation at the caret, or change the one selected. */
export function openCitationDialog (root, editor, evidence) {
  const present = selectedCitation(editor)
  const place = field('Place in the item (optional)', { hint: 'For example, p. 7 or table 2', maxlength: PLACE_LENGTH, value: present?.attrs.place ?? '' })
  const supports = choice('What it supports (optional)', [['', 'Not said'], ...Object.entries(SUPPORTS)], present?.attrs.supports ?? '')
  const quote = field('Words of the item that support it (optional)', { rows: 2, hint: 'Copied from the item, one sentence or two', maxlength: QUOTE_LENGTH, value: present?.attrs.quote ?? '' })
  let offered = ''
  const kept = el('p', { class: 'govuk-hint', role: 'status' })
  const tell = () => { kept.textContent = present && results.chosen ? revisionWords(results.chosen, present) : '' }
  const results = new Results(item => {   // a place that somebody wrote stays; one that a result gave makes way for the next
    tell()
    if (revisionOf(item, present) !== item.revision) return   // found in the newest, it need not stand in this one
    if (place.input.value !== '' && place.input.value !== offered) return
    place.input.value = offered = item.place ?? ''
  }, tell)
  const search = searchField(evidence, results, present?.attrs.item ?? '')
  openDialog(root, {
    title: present ? 'Change citation' : 'Cite evidence',
    parts: [search.group, results.element, kept, place.group, supports.group, quote.group],
    action: present ? 'Save citation' : 'Insert citation',
    extra: present && ['Remove citation', () => editor.chain().deleteSelection().run()],
    accept: () => {
      const item = results.chosen
      search.fail(item ? '' : 'Choose an item from the list')
      if (!item) return false
      const attrs = { item: item.ref, revision: revisionOf(item, present), place: oneLine(place.input.value, PLACE_LENGTH), supports: supports.input.value, quote: oneLine(quote.input.value, QUOTE_LENGTH) }
      editor.chain().insertContent({ type: 'citation', attrs }).run()
    },
    closed: () => editor.view.focus(),
  })
}

/** The citation node with a chip that knows its item's title, and shows more under the pointer and when selected. */
export const citationChip = (evidence, preview) => Citation.extend({
  addNodeView: () => ({ node }) => {
    const hidden = el('span', { class: 'govuk-visually-hidden' })
    const dom = el('span', {
      class: 'editor-citation', 'data-item': node.attrs.item, contenteditable: 'false',
      onmouseenter: () => preview.rest(dom, node.attrs), onmouseleave: () => preview.leave(),
    }, citationWords(node.attrs), hidden)
    const describe = () => { hidden.textContent = ` – ${evidence.describe(node.attrs) || 'evidence'}` }
    describe()
    const forget = evidence.onLearn(describe)
    const select = on => {
      dom.classList.toggle('ProseMirror-selectednode', on)
      if (on) preview.show(dom, node.attrs, true)
      else preview.hide(dom)
    }
    return {
      dom, ignoreMutation: () => true, selectNode: () => select(true), deselectNode: () => select(false),
      destroy: () => { forget(); preview.hide(dom) },
    }
  },
})
