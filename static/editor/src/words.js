// What steps and documents say in words: for rescuing text that lost its place, and for saying a
// difference between two documents as one step.
import { ReplaceStep } from '@tiptap/pm/transform'
import { citationWords } from './schema.js'

const WORDS = {
  citation: ({ attrs }) => `[${citationWords(attrs)}]`,
  figure: ({ attrs }) => attrs.text,
  indicator: ({ attrs }) => `[Figures: ${attrs.caption}]`,
  hardBreak: () => '\n',
}
const leaf = node => WORDS[node.type.name]?.(node) ?? ''
const between = fragment => fragment.textBetween(0, fragment.size, '\n', leaf)

/** All words of a document, one block a line. */
export const plainText = doc => between(doc.content)

const inserted = step => step.slice ? between(step.slice.content) : ''

/** The words that turn `from` into `to`, or all of `to` where no single step says the difference. */
export function addedWords (from, to) {
  const step = differenceAsOneStep(from, to)
  return step ? inserted(step) : plainText(to)
}

/** What `waiting` inserted and the steps that `remain` of it after a rebase no longer do; '' if all is there. */
export function droppedWords (waiting, remain) {
  const left = remain.map(inserted)
  let next = 0
  let dropped = ''
  for (const words of waiting.map(inserted)) {
    if (next < left.length && words === left[next]) next++
    else dropped += words
  }
  return dropped.trim() ? dropped : ''
}

/** The step that turns `from` into `to`, or null where they are equal or no single step does it. */
export function differenceAsOneStep (from, to) {
  const start = from.content.findDiffStart(to.content)
  if (start === null) return null
  let { a, b } = from.content.findDiffEnd(to.content)
  // Repeated text lets the two scans overlap: move both ends on by the overlap.
  const overlap = start - Math.min(a, b)
  if (overlap > 0) { a += overlap; b += overlap }
  const step = new ReplaceStep(start, a, to.slice(start, b))
  const result = step.apply(from)
  return result.doc && result.doc.eq(to) ? step : null
}
