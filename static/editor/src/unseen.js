// Words that somebody wrote into a passage while we, not having seen them, deleted it. A deletion takes away only
// what its author saw: such words are put back where the passage was.
import { Slice } from '@tiptap/pm/model'

/** Ranges in order, those that touch made one. */
function merged (ranges) {
  const found = []
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

const mapped = (ranges, map) => ranges.map(([from, to]) => [map.map(from, 1), map.map(to, -1)]).filter(([from, to]) => from < to)

/** The parts of `ranges` that a change of our own leaves as they are, without what it puts between them. */
function left (ranges, map) {
  map.forEach((from, to) => {
    ranges = ranges.flatMap(([a, b]) => to <= a || from >= b ? [[a, b]] : [[a, Math.max(a, from)], [Math.min(b, to), b]])
  })
  return mapped(ranges, map)
}

/** What the first `count` of the steps of `tr` from `start` on inserted and still stands after them, as ranges. */
function insertedBy (tr, start, count) {
  let ranges = []
  for (const map of tr.mapping.maps.slice(start, start + count)) {
    ranges = mapped(ranges, map)
    map.forEach((_from, _to, from, to) => { if (from < to) ranges.push([from, to]) })
    ranges = merged(ranges)
  }
  return ranges
}

const words = slice => slice.content.textBetween(0, slice.content.size, ' ', ' ')

/**
 * Pieces {at, slice} of what others inserted that our own rebased steps delete in `tr`, made by receiveTransaction
 * from `theirs` steps of others; each with the place where it stood, in the document after `tr`.
 */
export function deletedUnseen (tr, theirs) {
  const start = tr.getMeta('rebased') ?? 0
  const pieces = []
  let ranges = start ? insertedBy(tr, start, theirs) : []
  for (let index = start + theirs; ranges.length && index < tr.steps.length; index++) {
    const doc = tr.docs[index]
    const map = tr.mapping.maps[index]
    const said = tr.steps[index].slice ? words(tr.steps[index].slice) : ''
    map.forEach((from, to) => {
      for (const [a, b] of ranges) {
        const slice = a < to && from < b ? doc.slice(Math.max(a, from), Math.min(b, to)) : Slice.empty
        const text = words(slice).trim()
        // What the step itself says again, such as a cell that was merged with another, is not taken away.
        if (text && !said.includes(text)) pieces.push({ at: tr.mapping.slice(index).map(Math.max(a, from)), slice })
      }
    })
    ranges = left(ranges, map)
  }
  return pieces
}

/** The change of `state` that puts the pieces back; it is nobody's to undo. */
export function putBack (state, pieces) {
  const tr = state.tr
  for (const { at, slice } of pieces) {
    const place = tr.mapping.map(Math.min(at, state.doc.content.size))
    tr.replaceRange(place, place, slice)
  }
  return tr.setMeta('addToHistory', false)
}
