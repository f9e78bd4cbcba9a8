// At the next visit: finish what a tab that died left on disk.
import { collab } from 'prosemirror-collab'
import { EditorState } from '@tiptap/pm/state'
import { Step } from '@tiptap/pm/transform'
import { isPassing } from './server.js'
import { plainText } from './words.js'
import { Sync } from './sync.js'

const STALE = 60_000   // ms after which a record counts as left behind, where the browser cannot say

const lockOf = clientID => `candour-editor:${clientID}`

/** Show other tabs that this one lives: the lock goes when the tab does, however it dies. */
export function stayAlive (clientID) {
  navigator.locks?.request(lockOf(clientID), () => new Promise(() => {}))
}

/** Run `act` if no living tab owns the record, holding the tab's place meanwhile. */
async function ifDead (record, act) {
  if (navigator.locks) {
    return navigator.locks.request(lockOf(record.clientID), { ifAvailable: true }, lock => lock ? act() : false)
  }
  return Date.now() - record.at > STALE ? act() : false
}

/** A document with the steps of `record` waiting to be sent, without a screen; throws if they do not fit. */
function stateFrom (record, doc, schema) {
  const { version, clientID } = record
  const state = EditorState.create({ doc: schema.nodeFromJSON(doc), plugins: [collab({ version, clientID })] })
  const change = state.tr
  record.steps.forEach(step => change.step(Step.fromJSON(schema, step)))
  return state.apply(change)
}

function screenless (state) {
  return { state, dispatch (tr) { this.state = this.state.apply(tr) }, updateState (next) { this.state = next } }
}

const wordsOf = (record, schema) => record.steps.map(step => step.slice ? plainText(schema.topNodeType.create(null, Step.fromJSON(schema, step).slice.content)) : '').join('')

async function replay (record, { server, store, user, schema, report }) {
  const { status, body } = await server.doc(record.version)
  if (status !== 200 && (isPassing(status) || status === 401 || status === 403)) return false
  const text = record.text ?? body?.text   // earlier versions of this program did not note it
  const make = view => new Sync({ server, store, view, user, text, report: (state, words) => state === 'recovered' && report(state, words) })
  try {
    if (status !== 200 || body.text !== text) throw new RangeError('the version is gone')
    const sync = make(screenless(stateFrom(record, body.doc, schema)))
    await sync.catchUp()
    await sync.push({ once: true })
    await sync.persist()
    return !sync.pending()
  } catch {
    // The steps do not fit this document (a restored backup): keep the words, if not their place.
    const empty = screenless(EditorState.create({ schema }))
    await make(empty).rescue(wordsOf(record, schema), empty.state.doc)
    await store.remove(record.key)
    return true
  }
}

/** Replay every record that a dead tab of this person left for this response; true if no other tab's is left. */
export async function sweep (context) {
  let done = true
  const records = await context.store.find('steps', context.server.base, context.user)
  for (const record of records.filter(found => found.clientID !== context.clientID)) {
    if (!await ifDead(record, () => replay(record, context))) done = false
  }
  return done
}
