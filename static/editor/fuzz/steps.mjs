// Writes random documents, random edits of them as steps, the document after each step and where the step moves
// places, for the server's tests to replay: both languages must agree. `npm run fuzz` always gives the same bytes;
// `node fuzz/steps.mjs FILE DOCUMENTS SEED` writes as many others as one likes.
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Transform } from '@tiptap/pm/transform'
import { chance, digest, edited, hash, newDoc, several, sow } from './making.mjs'

const [FILE, DOCUMENTS = 1800, SEED = 20170331] = process.argv.slice(2)
const PLACES = 8   // into how many parts a document is cut, to see where its places are moved
const EDITS = 14
sow(Number(SEED))

/** What undo does: every step inverted, in reverse. */
function undone (tr) {
  const back = new Transform(tr.doc)
  for (let i = tr.steps.length - 1; i >= 0; i--) back.step(tr.steps[i].invert(tr.docs[i]))
  return back
}

/**
 * Where a step moves places spread over the document before it, on either side, and what of it they lost.
 * `deletedAfter` is left out: where a step only inserts, this library says that nothing was deleted and the server's,
 * which follows an older release, that something after the place was. The server never asks for it.
 */
function moves (step, { content: { size } }) {
  const map = step.getMap()
  const told = several(PLACES + 1, k => Math.floor(size * k / PLACES)).flatMap(at => [-1, 1].map(side => {
    const { pos, deleted, deletedBefore, deletedAcross } = map.mapResult(at, side)
    return [pos, ...[deleted, deletedBefore, deletedAcross].map(Number)].join()
  }))
  return hash(told.join(' ')).slice(0, 8)
}

const kinds = {}
function record () {
  let doc = newDoc()
  const line = { doc: doc.toJSON(), steps: [], after: [], moves: [] }
  const keep = tr => tr.steps.forEach((step, i) => {
    const json = step.toJSON()
    kinds[json.stepType] = (kinds[json.stepType] || 0) + 1
    line.steps.push(json)
    line.after.push(digest(tr.docs[i + 1] ?? tr.doc))
    line.moves.push(moves(step, tr.docs[i]))
  })
  for (let i = 0; i < EDITS; i++) {
    const tr = edited(doc)
    if (!tr) continue
    keep(tr)
    doc = tr.doc
    if (chance(0.25)) {
      const back = undone(tr)
      keep(back)
      doc = back.doc
    }
  }
  return line
}

const lines = several(Number(DOCUMENTS), () => JSON.stringify(record())).join('\n') + '\n'
const packed = gzipSync(lines, { level: 9 })
writeFileSync(FILE, packed)
console.log(`${Object.values(kinds).reduce((a, b) => a + b, 0)} steps, ${packed.length} bytes:`, kinds)
