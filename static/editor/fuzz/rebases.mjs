// Writes random documents, steps that one person made of each, steps that others committed meanwhile, and how the
// first are moved over the others in the browser: where the server does it, it must do the same.
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { EditorState } from '@tiptap/pm/state'
import { ReplaceStep, Transform } from '@tiptap/pm/transform'
import { collab, receiveTransaction, sendableSteps } from 'prosemirror-collab'
import { noteRuns } from '../src/bias.js'
import { below, chance, digest, edited, newDoc, pick, place, schema, several, sow, words } from './making.mjs'

const [FILE, DOCUMENTS = 1500, SEED = 20170401] = process.argv.slice(2)
const NEAR = 6   // positions from where somebody writes to where others do, half of the time
sow(Number(SEED))

/** Steps as typing makes them: letter after letter, now and then one back, or a new paragraph. */
function typed (doc, from) {
  const tr = new Transform(doc)
  let at = from
  let last = 0
  for (const letter of words()) {   // of one or two positions
    if (chance(0.1)) { tr.delete(at - last, at); at -= last; last = 0 }
    if (chance(0.05)) { tr.split(at); at += 2; last = 0 }
    tr.insert(at, schema.text(letter))
    last = letter.length
    at += last
  }
  return tr
}

function text (doc) {
  const places = []
  doc.descendants((node, position) => { if (node.isTextblock) places.push(position + 1 + below(node.content.size + 1)) })
  return place(doc, pick(places) ?? 0)   // a document of figures alone has no text
}

/** Several edits in turn as one transform, `write` being one way to make one. */
function inTurn (doc, count, write) {
  const all = new Transform(doc)
  for (let i = 0; i < count; i++) {
    let one = null
    try { one = write(all.doc) } catch { /* does not fit here */ }
    one?.steps.forEach(step => all.step(step))
  }
  return all
}

const fits = tr => { try { tr.doc.check(); return true } catch { return false } }

function record () {
  const doc = newDoc()
  const at = text(doc)
  const near = chance(0.5) ? place(doc, Math.max(1, at + below(2 * NEAR) - NEAR)) : text(doc)
  const theirs = inTurn(doc, 1 + below(3), now => chance(0.6) && now === doc ? typed(now, near) : edited(now))
  const mine = chance(0.7) ? inTurn(doc, 1, now => typed(now, at)) : inTurn(doc, 1 + below(3), edited)
  if (!theirs.steps.length || !mine.steps.length || !fits(theirs) || !fits(mine)) return null
  let state = EditorState.create({ doc, plugins: [collab({ version: 0, clientID: 'mine' })] })
  state = state.apply(mine.steps.reduce((tr, step) => tr.step(step), state.tr))
  noteRuns(sendableSteps(state).steps)
  state = state.apply(receiveTransaction(state, theirs.steps, theirs.steps.map(() => 'theirs')))
  const json = steps => steps.map(step => step.toJSON())
  return { doc: doc.toJSON(), theirs: json(theirs.steps), mine: json(mine.steps),
    moved: json(sendableSteps(state)?.steps ?? []), after: digest(state.doc), typed: mine.steps.every(step => step instanceof ReplaceStep) }
}

const records = several(Number(DOCUMENTS), record).filter(Boolean)
writeFileSync(FILE, gzipSync(records.map(one => JSON.stringify(one)).join('\n') + '\n', { level: 9 }))
console.log(`${records.length} documents, ${records.reduce((sum, one) => sum + one.mine.length, 0)} steps moved`)
