// Random documents and random edits of them, the same for the same seed.
import { getSchema } from '@tiptap/core'
import { Fragment, NodeRange, Slice } from '@tiptap/pm/model'
import { AttrStep, Transform, canJoin, canSplit, findWrapping, liftTarget } from '@tiptap/pm/transform'
import { createHash } from 'node:crypto'
import { extensions } from '../src/schema.js'

export const schema = getSchema(extensions())
const { nodes, marks } = schema

let seed = 0
export const sow = number => { seed = number }
const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32 }
export const below = n => Math.floor(random() * n)
export const chance = p => random() < p
export const pick = list => list[below(list.length)]
export const several = (n, make) => Array.from({ length: n }, (_, i) => make(i))

const WORDS = 'care plan weekly “visit” quality £4.2m café 👩‍👧 school – 2016–17 𝒳 leaders &<>" naïve \u00a0'.split(' ')
export const words = () => several(1 + below(4), () => pick(WORDS)).join(' ')
const someMarks = () => [marks.bold, marks.italic].filter(() => chance(0.2)).map(type => type.create())
  .concat(chance(0.1) ? [link()] : [])
const link = () => marks.link.create({ href: `https://example.org/${below(3)}` })
const citation = () => nodes.citation.create({ item: `E${1 + below(60)}`, revision: 1 + below(3), place: pick(['', 'p. 7', 'table 2']), supports: pick(['', 'claim', 'figure', 'impact', 'voice']), quote: pick(['', 'Visits are on time']) })
const hex = () => String(below(9)).repeat(16)
const figure = () => nodes.figure.create({ extract: hex(), text: pick(['73', '81.5%', '1,234']) })
const indicator = () => nodes.indicator.create({ extract: hex(), form: pick(['table', 'line', 'bars', 'panels']), caption: pick(['', 'Rate, 2013 to 2017']) })
const inline = () => several(below(4), () => {
  const kind = random()
  if (kind < 0.12) return citation()
  if (kind < 0.15) return figure()
  return kind < 0.2 ? nodes.hardBreak.create() : schema.text(words(), someMarks())
})
const paragraph = () => nodes.paragraph.create(null, Fragment.from(inline()))
const heading = () => nodes.heading.create({ level: 3 + below(3) }, Fragment.from(inline()))
const list = depth => {
  const type = pick([nodes.bulletList, nodes.orderedList])
  const attrs = type === nodes.orderedList ? { start: 1 + below(5) } : null
  return type.create(attrs, several(1 + below(3), () => nodes.listItem.create(null, [paragraph(), ...(chance(0.3) ? [block(depth + 1)] : [])])))
}
const table = () => {
  const columns = 1 + below(3)
  const [headRow, headColumn] = [chance(0.7), chance(0.3)]
  const cell = (row, column) => (headRow && !row) || (headColumn && !column) ? nodes.tableHeader : nodes.tableCell
  const row = i => nodes.tableRow.create(null, several(columns, column => cell(i, column).create(null, [paragraph()])))
  return nodes.table.create({ caption: pick(['', 'Caseloads, 2016/17']), source: pick(['', 'Annual return, table 3']) }, several(1 + below(3), row))
}
const voice = () => pick(['', 'child', 'inspector'])
const note = () => nodes.note.create(null, several(1 + below(2), () => block(1)))
function block (depth = 0) {
  const kind = random()
  if (depth > 1 || kind < 0.5) return paragraph()
  if (kind < 0.6) return heading()
  if (kind < 0.7) return nodes.blockquote.create({ voice: voice() }, [paragraph(), ...(chance(0.4) ? [block(depth + 1)] : [])])
  return kind < 0.88 ? list(depth) : table()
}
export const newDoc = () => nodes.doc.create(null, several(2 + below(4), () => chance(0.12) ? note() : chance(0.08) ? indicator() : block()))

/** The position of some node that `fits`, or null. */
function find (doc, fits) {
  const places = []
  doc.descendants((node, position) => { if (fits(node)) places.push(position) })
  return places.length ? pick(places) : null
}

/** Kinds of edit; each gets a transform, a place, and places a little and much further on. */
const EDITS_OF = [
  (tr, at) => tr.replaceRangeWith(at, at, schema.text(words(), someMarks())),
  (tr, at, near) => tr.deleteRange(at, near),
  (tr, at, near, far) => tr.delete(at, far),
  (tr, at, near) => tr.replaceRange(at, near, newDoc().slice(0, 8)),
  (tr, at, near) => tr.replace(at, near, new Slice(Fragment.from(schema.text(words())), 0, 0)),
  (tr, at) => canSplit(tr.doc, at) && tr.split(at),
  (tr, at) => canJoin(tr.doc, at) && tr.join(at),
  (tr, at, near, far) => tr.addMark(at, far, pick([marks.bold.create(), marks.italic.create(), link()])),
  (tr, at, near, far) => tr.removeMark(at, far, pick([marks.bold, marks.italic, marks.link])),
  (tr, at, near, far) => tr.setBlockType(at, far, pick([nodes.paragraph, nodes.heading])),
  (tr, at, near, far) => {
    const range = tr.doc.resolve(at).blockRange(tr.doc.resolve(far))
    const wrapping = range && findWrapping(range, pick([nodes.blockquote, nodes.bulletList, nodes.orderedList]), chance(0.4) ? { voice: voice() } : null)
    return wrapping && tr.wrap(range, wrapping)
  },
  (tr, at, near) => {
    const range = tr.doc.resolve(at).blockRange(tr.doc.resolve(near))
    const depth = range && liftTarget(range)
    return depth != null && tr.lift(range, depth)
  },
  (tr, at, near, far) => {
    const range = tr.doc.resolve(at).blockRange(tr.doc.resolve(far), node => node.type === nodes.doc)
    const wrapping = range && findWrapping(range, nodes.note)
    return wrapping && tr.wrap(range, wrapping)
  },
  tr => {
    const at = find(tr.doc, node => node.type === nodes.note)
    if (at === null) return false
    const end = at + tr.doc.nodeAt(at).nodeSize
    return tr.lift(new NodeRange(tr.doc.resolve(at + 2), tr.doc.resolve(end - 2), 1), 0)
  },
  (tr, at) => tr.replaceRangeWith(at, at, chance(0.4) ? citation() : chance(0.2) ? figure() : chance(0.2) ? note() : chance(0.2) ? indicator() : block()),
  tr => {
    const at = find(tr.doc, node => node.type.spec.tableRole?.endsWith('cell'))
    const type = pick([null, nodes.tableCell, nodes.tableHeader])
    return at !== null && tr.setNodeMarkup(at, type, { colspan: 1 + below(2), rowspan: 1 + below(2), colwidth: null })
  },
  tr => {
    const at = find(tr.doc, node => node.type === nodes.blockquote)
    return at !== null && (chance(0.5) ? tr.step(new AttrStep(at, 'voice', voice())) : tr.setNodeMarkup(at, null, { voice: voice() }))
  },
  tr => {
    const at = find(tr.doc, node => node.type === nodes.table)
    return at !== null && tr.step(new AttrStep(at, pick(['caption', 'source']), `Words ${below(9)}`))
  },
  tr => {
    const at = find(tr.doc, node => node.type === nodes.indicator)
    return at !== null && (chance(0.5) ? tr.step(new AttrStep(at, 'extract', hex())) : tr.setNodeMarkup(at, null, indicator().attrs))
  },
]

/** A position no further than the document's end and never within a character, where no selection can be. */
export function place (doc, position) {
  const at = Math.min(doc.content.size, position)
  const { textOffset, parent, parentOffset } = doc.resolve(at)
  const split = textOffset && /[\udc00-\udfff]/.test(parent.textBetween(parentOffset, parentOffset + 1))
  return split ? at - 1 : at
}

/** A transform that edits `doc` somewhere, or null. */
export function edited (doc) {
  const tr = new Transform(doc)
  const at = place(doc, below(doc.content.size + 1))
  try {
    pick(EDITS_OF)(tr, at, place(doc, at + below(12)), place(doc, at + below(60)))
    tr.doc.check()
  } catch {
    return null   // an edit that does not fit here: the editor would not offer it
  }
  return tr.steps.length && [...tr.docs, tr.doc].every(wellFormed) ? tr : null
}

/** Half of a character beyond the basic plane cannot be sent as UTF-8. */
function wellFormed (doc) {
  let whole = true
  doc.descendants(node => { whole &&= !node.isText || node.text.isWellFormed() })
  return whole
}

/** To keep the file small the document after a step is told by its hash, keys in order. */
const ordered = value => Array.isArray(value) ? value.map(ordered)
  : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map(key => [key, ordered(value[key])])) : value
export const hash = text => createHash('sha256').update(text).digest('base64').slice(0, 12)
export const digest = doc => hash(JSON.stringify(ordered(doc.toJSON())))
