// The one definition of what a response may hold; app/richtext/schema.json is generated from it,
// so that browser and server always agree.
import { Mark, Node, mergeAttributes } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { Dropcursor, Gapcursor, UndoRedo } from '@tiptap/extensions'

export const HEADING_LEVELS = [3, 4, 5]
export const PLACE_LENGTH = 120
export const CAPTION_LENGTH = 300
export const QUOTE_LENGTH = 300
export const SUPPORTS = { claim: 'The claim', figure: 'A figure', impact: 'Impact on children and families', voice: 'Their voice' }
export const VOICES = { child: 'Voice of the child or family', inspector: 'Inspector' }
export const FORMS = { line: 'Chart over time', bars: 'Bars', panels: 'A small chart for each area', table: 'Table' }
export const FIGURE_LENGTH = 40
export const NOTE_LABEL = 'Note to colleagues – left out of every edition'
const SPAN_LIMIT = 50
const START_LIMIT = 9999
const REF = /^E\d{1,5}$/
const EXTRACT = /^[0-9a-f]{16}$/

// These limits and shapes are the server's (app/richtext/limits.py): what it would refuse is not let in here.
const HREF = /^(?:https?:\/\/[^\s/<>"\x00-\x20]|mailto:)[^\s<>"\x00-\x1f\x7f]{1,2000}$/i

/** Whether `href` is an address the server accepts: http, https or mailto, and nothing else. */
export const isHref = href => typeof href === 'string' && HREF.test(href)

/** `text` as one line of at most `length` characters. */
export const oneLine = (text, length) => text.replace(/[\s\x00-\x1f\x7f]+/g, ' ').trim().slice(0, length)

const whole = (text, low, high) => Math.min(high, Math.max(low, parseInt(text, 10) || low))

// Written here rather than taken from TipTap's link extension: ours has one attribute, refuses
// every other kind of address on paste, and spares the reader a 40 kB table of domain names.
export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  exitable: true,
  addAttributes: () => ({ href: { isRequired: true } }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: a => isHref(a.getAttribute('href')) && { href: a.getAttribute('href') } }],
  renderHTML: ({ HTMLAttributes }) => ['a', { href: HTMLAttributes.href, rel: 'noopener noreferrer' }, 0],
})

const citationAttributes = element => {
  const item = element.getAttribute('data-item')
  if (!REF.test(item)) return false
  return {
    item,
    revision: whole(element.getAttribute('data-revision'), 1, 1e6),
    place: oneLine(element.getAttribute('data-place') || '', PLACE_LENGTH),
    supports: Object.hasOwn(SUPPORTS, element.dataset.supports) ? element.dataset.supports : '',
    quote: oneLine(element.dataset.quote || '', QUOTE_LENGTH),
  }
}

export const Citation = Node.create({
  name: 'citation',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    item: { isRequired: true }, revision: { default: 1 }, place: { default: '' }, supports: { default: '' }, quote: { default: '' },
  }),
  parseHTML: () => [{ tag: 'span[data-item]', getAttrs: citationAttributes }],
  renderHTML: ({ node: { attrs } }) => ['span',
    { 'data-item': attrs.item, 'data-revision': attrs.revision, 'data-place': attrs.place, 'data-supports': attrs.supports, 'data-quote': attrs.quote },
    citationWords(attrs)],
  renderText: ({ node: { attrs } }) => `[${citationWords(attrs)}]`,
})

/** What a citation shows: its reference and, where given, the place within the item. */
export const citationWords = ({ item, place }) => place ? `${item}, ${place}` : item

const figureAttributes = ({ dataset: { extract, figure } }) => {
  const text = oneLine(figure || '', FIGURE_LENGTH)
  return EXTRACT.test(extract) && text !== '' && { extract, text }
}

/** One figure in a sentence, taken from a measure, so that nobody mistypes it; `extract` names what it was taken from. */
export const Figure = Node.create({
  name: 'figure',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ extract: { isRequired: true }, text: { isRequired: true } }),
  parseHTML: () => [{ tag: 'span[data-figure]', getAttrs: figureAttributes }],
  renderHTML: ({ node: { attrs } }) => ['span', { 'data-extract': attrs.extract, 'data-figure': attrs.text }, attrs.text],
  renderText: ({ node: { attrs } }) => attrs.text,
})

const indicatorAttributes = ({ dataset: { extract, form, caption } }) => EXTRACT.test(extract) && Object.hasOwn(FORMS, form) &&
  { extract, form, caption: oneLine(caption || '', CAPTION_LENGTH) }

/** Figures of a measure as a chart or table. Only between the blocks of a document, never within one. */
export const Indicator = Node.create({
  name: 'indicator',
  atom: true,
  addAttributes: () => ({ extract: { isRequired: true }, form: { default: 'table' }, caption: { default: '' } }),
  parseHTML: () => [{ tag: 'div[data-extract]', getAttrs: indicatorAttributes }],
  renderHTML: ({ node: { attrs } }) => ['div', { 'data-extract': attrs.extract, 'data-form': attrs.form, 'data-caption': attrs.caption }, attrs.caption],
  renderText: ({ node: { attrs } }) => `[Figures: ${attrs.caption}]`,
})

const silent = () => ({})
const CaptionedTable = Table.extend({
  addAttributes: () => ({
    caption: {
      default: '',
      parseHTML: table => oneLine(table.querySelector(':scope > caption')?.textContent || '', CAPTION_LENGTH),
      renderHTML: silent,
    },
    source: {
      default: '',
      parseHTML: table => oneLine(table.dataset.source || '', CAPTION_LENGTH),
      renderHTML: silent,
    },
  }),
  parseHTML: () => [{ tag: 'table' }, { tag: 'caption, .table-source', ignore: true, priority: 60 }],
  addNodeView: null,
  renderHTML: ({ node: { attrs: { caption, source } } }) => {
    const above = caption ? [['caption', { contenteditable: 'false' }, caption]] : []
    const below = source ? [['p', { class: 'table-source', contenteditable: 'false' }, `Source: ${source}`]] : []
    return ['div', { class: 'editor-table' }, ['table', source ? { 'data-source': source } : {}, ...above, ['tbody', 0]], ...below]
  },
})

/** A quotation, and whose voice it is: '' where nobody is named. */
const Quote = Blockquote.extend({
  addAttributes: () => ({
    voice: {
      default: '',
      parseHTML: quote => Object.hasOwn(VOICES, quote.dataset.voice) ? quote.dataset.voice : '',
      renderHTML: ({ voice }) => VOICES[voice] ? { 'data-voice': voice, 'data-label': VOICES[voice] } : {},
    },
  }),
  // TipTap writes it with JSX: the same in plain words.
  renderHTML: ({ HTMLAttributes }) => ['blockquote', HTMLAttributes, 0],
})

/** Words among colleagues, which no edition prints. Only between the blocks of a document, never within one. */
export const Note = Node.create({
  name: 'note',
  content: 'block+',
  defining: true,
  parseHTML: () => [{ tag: 'div[data-note]' }],
  renderHTML: () => ['div', { class: 'editor-note', 'data-note': '', role: 'note', 'aria-label': NOTE_LABEL, 'data-label': NOTE_LABEL }, 0],
})

const NotedDocument = Document.extend({ content: '(block | note | indicator)+' })

const span = name => ({
  default: 1,
  parseHTML: cell => whole(cell.getAttribute(name), 1, SPAN_LIMIT),
  renderHTML: attrs => attrs[name] > 1 ? { [name]: attrs[name] } : {},
})
const cellAttributes = () => ({
  colspan: span('colspan'),
  rowspan: span('rowspan'),
  colwidth: { default: null, parseHTML: () => null, renderHTML: () => ({}) },
})
const cell = (base, tag) => base.extend({
  addAttributes: cellAttributes,
  renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
})

// Headings inside a response start at three; pasted ones outside the range move to the nearest level.
const nearestLevel = level => Math.min(5, Math.max(3, level))
const ResponseHeading = Heading.extend({
  addAttributes: () => ({ level: { default: 3, rendered: false } }),
  parseHTML: () => [1, 2, 3, 4, 5, 6].map(level => ({ tag: `h${level}`, attrs: { level: nearestLevel(level) } })),
})

const NumberedList = OrderedList.extend({
  addAttributes: () => ({ start: { default: 1, parseHTML: list => whole(list.getAttribute('start'), 1, START_LIMIT) } }),
})

/**
 * The extensions that make the schema, in the order that fixes the order of nodes and marks, with those
 * that give the nodes their behaviour. One by one rather than as a kit, which would carry twice the code.
 */
export const extensions = () => [
  Paragraph, Bold, Quote, BulletList, NotedDocument, Dropcursor, Gapcursor, HardBreak, UndoRedo, Italic,
  ListItem, ListKeymap, Text,
  ResponseHeading.configure({ levels: HEADING_LEVELS }),
  NumberedList,
  CaptionedTable.configure({ resizable: false }),
  TableRow,
  cell(TableHeader, 'th'),
  cell(TableCell, 'td'),
  Link,
  Citation,
  Figure,
  Note,
  Indicator,
]
