// Choosing figures: a measure, for whom and when, and whether it is one figure in the sentence or a chart or table.
import { CAPTION_LENGTH, FORMS, oneLine } from './schema.js'
import { choice, field, openDialog } from './dialog.js'
import { el, uniqueId } from './dom.js'
import { SINGLE } from './figures.js'
import { parsed, takeNewer } from './indicator.js'

const DEBOUNCE = 250
const MOST_SHOWN = 30   // measures that are offered at once
const WAYS = [[SINGLE, 'One figure in the sentence'], ...Object.entries(FORMS)]
const ANEW = 'Other areas, periods or another measure: these figures are taken as they are today.'
const MOVED = 'The text has moved meanwhile. Try again.'
const USUAL = ['own', 'region', 'england', 'neighbours']

const measuresFound = number => number === MOST_SHOWN
  ? `The first ${number} measures. More words find fewer`
  : number === 1 ? '1 measure found' : `${number || 'No'} measures found`

const selected = editor => {
  const { node, from } = editor.state.selection
  return ['figure', 'indicator'].includes(node?.type.name) ? { node, at: from } : null
}

/** Boxes to tick: {element, values, fill(options, ticked)}. */
function boxes (legend, onchange) {
  const list = el('div', { class: 'govuk-checkboxes govuk-checkboxes--small' })
  const element = el('fieldset', { class: 'govuk-fieldset', onchange }, el('legend', { class: 'govuk-fieldset__legend' }, legend), list)
  const box = ([value, words], ticked) => {
    const id = uniqueId('area')
    return el('div', { class: 'govuk-checkboxes__item' },
      el('input', { class: 'govuk-checkboxes__input', type: 'checkbox', id, value, checked: ticked.includes(value) }),
      el('label', { class: 'govuk-label govuk-checkboxes__label', for: id }, words))
  }
  return {
    element,
    fill: (options, ticked) => list.replaceChildren(...options.map(option => box(option, ticked))),
    get values () { return [...list.querySelectorAll('input:checked')].map(input => input.value) },
  }
}

/** Fill a list of choices anew, keeping what was chosen where it is still there. */
function refill ({ input }, options, wanted = input.value) {
  input.replaceChildren(...options.map(([value, words]) => el('option', { value }, words)))
  input.value = options.some(([value]) => value === wanted) ? wanted : options[0]?.[0]
}

class Chooser {
  #timer = 0
  #asked = 0
  #captioned = ''
  #present
  #began
  #measures = []
  #name = uniqueId('measure')

  constructor (figures, present) {
    this.figures = figures
    this.#present = present
    const again = () => this.#lookSoon()
    this.search = field('Search the measures', { type: 'search', hint: 'Words of the measure, such as looked after or assessments' })
    this.list = el('div', { class: 'govuk-radios govuk-radios--small', 'data-results': true })
    this.count = el('p', { class: 'govuk-hint', role: 'status' })
    this.results = el('fieldset', { class: 'govuk-fieldset editor-results', onchange: () => this.#chosen() },
      el('legend', { class: 'govuk-fieldset__legend govuk-visually-hidden' }, 'Measures found'), this.count, this.list)
    this.way = choice('Show it as', WAYS, present?.form ?? 'line')
    this.who = choice('Whose figure', [], '')
    this.groups = boxes('Areas', again)
    this.singles = boxes('Single authorities', again)
    this.more = el('details', { class: 'govuk-details' }, el('summary', { class: 'govuk-details__summary' },
      el('span', { class: 'govuk-details__summary-text' }, 'Single authorities')), this.singles.element)
    this.first = choice('From', [], '')
    this.last = choice('To', [], '')
    this.caption = field('Caption', { hint: 'Say what the figures show, and for when', maxlength: CAPTION_LENGTH, value: present?.caption ?? '' })
    this.problem = el('p', { class: 'govuk-error-message', role: 'alert' })
    this.anew = el('p', { class: 'govuk-hint', role: 'status' })
    this.preview = el('div', { class: 'editor-figures__preview', role: 'region', 'aria-label': 'How it will look', tabindex: 0 })
    for (const { input } of [this.way, this.who, this.first, this.last]) input.addEventListener('change', again)
    this.search.input.addEventListener('input', () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.#find(), DEBOUNCE) })
    this.parts = [this.search.group, this.results, this.way.group, this.who.group, this.groups.element, this.more,
      el('div', { class: 'editor-figures__periods' }, this.first.group, this.last.group), this.caption.group, this.problem, this.anew, this.preview]
    this.ready = this.#find(present)
  }

  get #measure () { return this.#measures[this.list.querySelector('input:checked')?.value] }
  get single () { return this.way.input.value === SINGLE }

  /** What is chosen, as the server takes it; null without a measure. */
  get choice () {
    const measure = this.#measure?.slug
    if (!measure) return null
    const last = this.last.input.value
    if (this.single) return { measure, areas: [this.who.input.value], first: last || this.#measure.periods.at(-1), last: last || this.#measure.periods.at(-1), form: SINGLE }
    return { measure, areas: [...this.groups.values, ...this.singles.values], first: this.first.input.value, last, form: this.way.input.value }
  }

  get #asIs () { return JSON.stringify([this.single, { ...this.choice, form: '' }]) }

  /** Whether measure, areas and periods are as the dialog began: the figures that are kept stay, in whichever form. */
  get keeps () { return Boolean(this.#present) && this.#began === this.#asIs }

  async #find (present) {
    clearTimeout(this.#timer)
    const mine = ++this.#asked
    const kept = present?.measure ?? this.#measure?.slug
    const found = await this.figures.measures(present ? present.title : this.search.input.value.trim(), present?.measure)
    if (mine !== this.#asked) return
    this.#measures = found.measures ?? []
    this.count.textContent = found.error ?? measuresFound(this.#measures.length)
    this.list.replaceChildren(...this.#measures.map((measure, index) => this.#radio(measure, index, measure.slug === kept || this.#measures.length === 1)))
    if (!this.who.input.options.length && found.groups) this.#offerAreas(found, present?.areas ?? USUAL)
    this.#offerPeriods(present)
    if (present) this.#began = this.#asIs
    await this.#look()
  }

  #offerAreas ({ groups, areas }, ticked) {
    this.groups.fill(groups, ticked)
    this.singles.fill(areas, ticked)
    refill(this.who, [...groups.filter(([value]) => value !== 'peers'), ...areas], ticked[0])
  }

  #radio (measure, index, checked) {
    const id = `${this.#name}-${index}`
    return el('div', { class: 'govuk-radios__item' },
      el('input', { class: 'govuk-radios__input', type: 'radio', name: this.#name, id, value: index, checked }),
      el('label', { class: 'govuk-label govuk-radios__label', for: id }, measure.title,
        el('span', { class: 'editor-results__place' }, `${measure.unit}; ${measure.newest}`)))
  }

  #chosen () {
    this.#offerPeriods()
    this.#look()
  }

  #offerPeriods (present) {
    const periods = (this.#measure?.periods ?? []).map(period => [period, period])
    refill(this.first, [['', 'As far back as there are figures'], ...periods], present?.first)
    refill(this.last, [['', 'The newest'], ...periods.reverse()], present?.last)
  }

  #lookSoon () { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.#look(), DEBOUNCE) }

  async #look () {
    this.who.group.hidden = !this.single
    for (const part of [this.groups.element, this.more, this.first.group, this.caption.group]) part.hidden = this.single
    this.last.group.querySelector('label').textContent = this.single ? 'Period' : 'To'
    const { choice } = this
    if (!choice) { this.preview.replaceChildren(); return }
    const mine = ++this.#asked
    this.anew.textContent = this.#present && !this.keeps ? ANEW : ''
    const seen = this.keeps ? await this.figures.about(this.#present.extract, choice.form) : await this.figures.preview(choice)
    if (mine === this.#asked) this.#show(seen)
  }

  #show (seen) {
    this.fail(seen.error)
    if (seen.error) { this.preview.replaceChildren(); return }
    const fits = this.single || seen.forms.some(([form]) => form === this.way.input.value)
    if (!fits) this.fail(`This choice cannot be shown so. It can be: ${seen.forms.map(([, words]) => words.toLowerCase()).join(', ')}.`)
    const before = this.caption.input.value
    if (!before || before === this.#captioned) this.caption.input.value = this.#captioned = seen.caption
    this.preview.replaceChildren(...this.single ? [el('p', {}, el('strong', {}, seen.text), ` – ${seen.says}`)] : parsed(seen.html))
  }

  fail (sentence) { this.problem.textContent = sentence ?? '' }

  /** What stands in the way of taking it: a sentence, or ''. */
  get trouble () {
    if (!this.choice) return 'Choose a measure from the list'
    return this.problem.textContent
  }

  get captioned () { return oneLine(this.caption.input.value, CAPTION_LENGTH) }
}

/** A block goes between the blocks of the text: in place of an empty paragraph, else after the block of the caret. */
function putBlock (editor, attrs) {
  const { state, view } = editor
  const { $from } = state.selection
  const block = state.schema.nodes.indicator.create(attrs)
  const top = $from.depth ? $from.node(1) : null
  const empty = top?.type.name === 'paragraph' && top.content.size === 0
  const at = $from.depth ? (empty ? $from.before(1) : $from.after(1)) : $from.pos
  const tr = empty ? state.tr.replaceWith(at, at + 2, block) : state.tr.insert(at, block)
  const after = at + block.nodeSize
  if (after === tr.doc.content.size) tr.insert(after, state.schema.nodes.paragraph.create())
  view.dispatch(tr.scrollIntoView())
  editor.commands.setTextSelection(after + 1)
}

/** Whether the figures still stand where the dialog found them. */
const stands = (editor, { node, at }) => Boolean(editor.state.doc.nodeAt(at)?.eq(node))

/** Another form or caption of the figures as they are: newer ones are taken over only where somebody asks for them. */
function reshape (editor, { node, at }, chooser) {
  if (node.type.name !== 'indicator') return
  const attrs = { ...node.attrs, form: chooser.way.input.value, caption: chooser.captioned }
  editor.view.dispatch(editor.state.tr.setNodeMarkup(at, null, attrs))
}

function put (editor, chooser, present, { extract, text }) {
  if (chooser.single) editor.chain().insertContent({ type: 'figure', attrs: { extract, text } }).run()
  else {
    const attrs = { extract, form: chooser.way.input.value, caption: chooser.captioned }
    if (present?.node.type.name === 'indicator') editor.view.dispatch(editor.state.tr.setNodeMarkup(present.at, null, attrs))
    else putBlock(editor, attrs)
  }
}

/** Put in what is chosen, or change what was there; false where that cannot be done yet, which is told. */
async function accept (editor, figures, chooser, present) {
  const again = sentence => { chooser.fail(sentence); return false }
  if (chooser.trouble) return again(chooser.trouble)
  const taken = chooser.keeps ? null : await figures.take(chooser.choice)
  if (taken?.error) return again(taken.error)
  if (present && !stands(editor, present)) return again(MOVED)
  if (taken) put(editor, chooser, present, taken)
  else reshape(editor, present, chooser)
}

/** What the figures that are selected are, as the dialog begins with it, and what is newer; or {error}. */
async function told (figures, { node }) {
  const { choice, newer, error } = await figures.about(node.attrs.extract, node.attrs.form ?? 'table')
  return error ? { error } : { ...choice, newer, extract: node.attrs.extract, form: node.attrs.form ?? SINGLE, caption: node.attrs.caption ?? '' }
}

let opening = false

/**
 * Ask which figures, then put them at the caret, or change those selected. The dialog opens once it has all that it
 * begins with, so that a key pressed early finds a measure chosen, and only one opens, however often it is asked for.
 */
export async function openFiguresDialog (root, editor, figures, tell) {
  if (opening) return
  opening = true
  try {
    const present = selected(editor)
    const began = present && await told(figures, present)
    if (began?.error) { tell(began.error); return }
    const chooser = new Chooser(figures, began)
    await chooser.ready
    show(root, editor, figures, { chooser, present, newer: began?.newer, tell })
  } finally { opening = false }
}

function show (root, editor, figures, { chooser, present, newer, tell }) {
  const remove = ['Remove figures', () => editor.chain().deleteSelection().run()]
  openDialog(root, {
    title: present ? 'Change figures' : 'Put figures in',
    parts: [newer && el('p', { class: 'editor-indicator__newer' }, el('strong', {}, 'Newer figures exist. '), newer), ...chooser.parts].filter(Boolean),
    action: present ? 'Save figures' : 'Put in',
    extra: present && (newer ? ['Take over the newer figures', () => takeNewer(editor, figures, present.at, tell)] : remove),
    accept: () => accept(editor, figures, chooser, present),
    closed: () => editor.view.focus(),
  })
}
