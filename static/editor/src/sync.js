// One response kept in step with the server, which alone decides the order of changes. Local steps are
// written to disk, sent, and confirmed; other people's arrive and ours are rebased over them.
import { receiveTransaction, sendableSteps, getVersion } from 'prosemirror-collab'
import { EditorState, Selection } from '@tiptap/pm/state'
import { Step } from '@tiptap/pm/transform'
import { noteRuns } from './bias.js'
import { compacted } from './compact.js'
import { newId } from './store.js'
import { isPassing } from './server.js'
import { seeCaret } from './caret.js'
import { writtenBy } from './carets.js'
import { deletedUnseen, putBack } from './unseen.js'
import { addedWords, differenceAsOneStep, droppedWords } from './words.js'

const GATHER = 120             // ms of typing that travel in one request
const BATCH = 400              // steps in one request
const FIRST_RETRY = 400        // ms, doubled up to LAST_RETRY
const LAST_RETRY = 8000
const SIGNED_OUT_RETRY = 6000
const PAUSE = 70               // ms to wait for each person writing: what all of them write is shown in each of their windows
const RESCUE_RETRY = 5000
const REFUSED_RETRY = 60_000
const CLOSED = 'closed'        // client of steps that our window sent when it closed and had no time to keep
const OUTDATED = 'This page is older than the service that it writes to. Reload it: what you typed is sent then.'

/** The plugin of prosemirror-collab in `state`, whose key the package does not export. */
const collabPlugin = state => state.plugins.find(plugin => plugin.spec.config?.clientID !== undefined)

export class Sync {
  #gathering = 0
  #pushing = null
  #persisting = null
  #retry = FIRST_RETRY
  #refusals = 0
  #leaving = false
  #wake = () => {}

  /**
   * @param view    an EditorView, or anything with its `state`, `dispatch` and `updateState`
   * @param text    which text the view holds: a statement that is joined with another answers with that one's
   * @param report  called with saved | saving | offline | signed-out, or recovered and the words, and a sentence
   */
  constructor ({ server, store, view, user, text, report = () => {} }) {
    Object.assign(this, { server, store, view, user, text, report })
    this.trouble = null
    this.received = () => {}   // told of every batch taken in: its steps and the clients that made them
    this.outdated = false   // others have used what this page does not know
  }

  get version () { return getVersion(this.view.state) }
  get clientID () { return collabPlugin(this.view.state).spec.config.clientID }
  get key () { return `steps|${this.server.base}|${this.clientID}` }
  pending () { return sendableSteps(this.view.state) }

  /** To be called after every change of the document, ours or another's. */
  changed () {
    this.persist()
    this.#tell()
    if (this.pending() && !this.#gathering) {
      this.#gathering = setTimeout(() => { this.#gathering = 0; this.push() }, GATHER)
    }
  }

  /** Try again at once instead of waiting for the next attempt. */
  hurry () {
    this.#wake()
    return this.push()
  }

  #tell () {
    if (this.outdated) return this.report('signed-out', OUTDATED)
    if (!this.pending()) this.trouble = null
    this.report(this.trouble?.state ?? (this.pending() ? 'saving' : 'saved'), this.trouble?.sentence)
  }

  /** Take in the server's steps `items` [{s: step, c: client}], the first of which made version base + 1. */
  receive ({ text, base, items }) {
    if (this.#isElsewhere(text)) return this.startAgain()
    seeCaret(this.view)
    if (base > this.version) return this.catchUp()
    const fresh = items.slice(this.version - base)
    const steps = fresh.length && this.#readable(fresh)
    if (!steps) return
    for (const [from, to, ours] of this.#runs(fresh)) {
      const run = steps.slice(from, to)
      const known = ours ? run.slice(0, this.pending()?.steps.length ?? 0) : []
      if (!this.#isPending(known)) return this.startAgain()
      if (known.length) this.#takeIn(known, known.map(() => this.clientID), true)
      const others = run.slice(known.length)
      if (others.length) this.#takeIn(others, others.map((_, at) => ours ? CLOSED : fresh[from + at].c), false)
    }
    this.changed()
  }

  /** Stretches [from, to, ours] of `items` which are all ours or all others'. */
  #runs (items) {
    const runs = []
    items.forEach(({ c }, at) => {
      const ours = c === this.clientID
      if (runs.at(-1)?.[2] === ours) runs.at(-1)[1] = at + 1
      else runs.push([at, at + 1, ours])
    })
    return runs
  }

  /** Whether the server moved our steps over others' as we did, so that they stand where we show them. */
  #isPending (steps) {
    const waiting = this.pending()?.steps ?? []
    return steps.every((step, at) => JSON.stringify(step) === JSON.stringify(waiting[at]))
  }

  /** One such stretch: ours are confirmed, ours that wait are moved over others'. */
  #takeIn (steps, clients, ours) {
    const { state } = this.view
    const waiting = this.pending()?.steps ?? []
    noteRuns(waiting)
    const change = receiveTransaction(state, steps, clients, { mapSelectionBackward: true })
    const unseen = ours ? [] : deletedUnseen(change, steps.length)
    this.view.dispatch(writtenBy(change, clients))
    this.received(steps, clients)
    if (ours) return
    // Rebasing drops what was typed into a passage that somebody deleted meanwhile.
    const dropped = droppedWords(waiting, this.pending()?.steps ?? [])
    if (dropped) this.rescue(dropped, state.doc)
    if (unseen.length) this.view.dispatch(putBack(this.view.state, unseen))
  }

  #isElsewhere = text => text !== undefined && text !== this.text

  /** Steps of a newer program may hold what this one cannot show: it stops here, and a reload sends what it kept. */
  #readable (items) {
    try {
      return items.map(item => Step.fromJSON(this.view.state.schema, item.s))
    } catch {
      this.outdated = true
      this.#tell()
      return null
    }
  }

  async catchUp () {
    const { status, body } = await this.server.stepsSince(this.version)
    if (status === 200 && body.base <= this.version) await this.receive(body)
    return status
  }

  /** Write what is unconfirmed to disk. Calls made while writing are served by one more write. */
  persist () {
    this.dirty = true
    this.#persisting ??= this.#write().catch(() => {}).finally(() => { this.#persisting = null })
    return this.#persisting
  }

  async #write () {
    while (this.dirty) {
      this.dirty = false
      const waiting = this.pending()
      if (!waiting) { await this.store.remove(this.key); continue }
      const { version, clientID } = waiting
      const steps = waiting.steps.map(step => step.toJSON())
      const { user, text, server: { base } } = this
      await this.store.put({ key: this.key, kind: 'steps', base, user, text, version, clientID, steps, at: Date.now() })
    }
  }

  /** Send until nothing waits, or with `once` until the server is found away. */
  push ({ once = false } = {}) {
    this.#pushing ??= this.#loop(once).finally(() => { this.#pushing = null; this.#tell() })
    return this.#pushing
  }

  async #loop (once) {
    while (this.pending() && !this.outdated) {
      const pause = await this.#attempt()
      if (once && this.trouble) return
      if (pause) await new Promise(resolve => { this.#wake = resolve; setTimeout(resolve, pause) })
    }
  }

  /** The window closes: send everything, also what a request on its way has not taken along; nobody hears the answer. */
  leave () {
    this.#leaving = true   // all of it may arrive, even if the window is shown again
    if (this.pending() && !this.outdated) this.#send(this.pending().steps)
  }

  #send (steps) {
    const { version, clientID } = this.pending()
    return this.server.send({ text: this.text, version, clientID, rebase: true, steps: steps.map(step => step.toJSON()) })
  }

  /** One request; returns the milliseconds to wait before the next. */
  async #attempt () {
    const { version, steps } = this.pending()
    const { status, body } = await this.#send(steps.slice(0, BATCH))
    if (isPassing(status)) return this.#away()
    if (status === 422 || status === 413) return this.#refused(body?.error)
    if ((status === 200 || status === 409) && body?.items) return this.#answered(status, version, body)
    return this.#lockedOut(status, body)
  }

  #answered (status, version, body) {
    this.trouble = null
    this.#retry = FIRST_RETRY
    if (this.#isElsewhere(body.text)) return this.startAgain()
    this.receive(body)
    if (this.outdated) return 0
    if (status === 200) this.#refusals = 0
    if (this.version === version) return this.startAgain()   // the server knows less than we do: a restored backup
    this.#tell()
    return status === 200 ? (body.writers ?? 1) * PAUSE * (1 + Math.random() / 2) : 0
  }

  #away () {
    this.trouble = { state: 'offline' }
    this.#compact()
    this.#tell()
    const pause = this.#retry
    this.#retry = Math.min(pause * 2, LAST_RETRY)
    return pause
  }

  /** The first steps may have arrived, though no answer did: they stay as they were sent. */
  #compact () {
    const change = !this.#leaving && compacted(this.view.state, collabPlugin(this.view.state), BATCH)
    if (!change) return
    seeCaret(this.view)
    this.view.dispatch(change)
    this.persist()
  }

  async #lockedOut (status, body) {
    this.trouble = { state: 'signed-out', sentence: status === 401 ? undefined : body?.error }
    this.#tell()
    const allowed = await this.server.renewToken()
    if (allowed || status !== 403) return SIGNED_OUT_RETRY
    // Whoever may no longer write here has no other way to their words than their own list.
    this.view.setProps?.({ editable: () => false })
    return this.startAgain(body?.error)
  }

  /** The server will not have our steps: say the same difference as one step, and failing that set it aside. */
  async #refused (reason) {
    this.#refusals++
    if (this.#refusals > 1) return this.startAgain(reason)
    const at = await this.#serverCopy()
    if (!at) return FIRST_RETRY
    const step = differenceAsOneStep(at.doc, this.view.state.doc)
    if (!step) return this.startAgain(reason)
    this.#adopt(at, step)
    return 0
  }

  /** The server's document at exactly our version. */
  async #serverCopy () {
    await this.catchUp()
    const { status, body } = await this.server.doc(this.version)
    if (status !== 200 || body.version !== this.version) return null
    return { text: body.text, version: body.version, doc: this.view.state.schema.nodeFromJSON(body.doc) }
  }

  /** Begin anew from the server's document, our own words put aside first. */
  async startAgain (reason) {
    const { status, body } = await this.server.doc()
    if (status !== 200) return this.#away()
    const mine = this.view.state.doc
    const at = { text: body.text, version: body.version, doc: mine.type.schema.nodeFromJSON(body.doc) }
    const added = this.#isElsewhere(at.text) ? this.#unsent() : addedWords(at.doc, mine)
    // Not awaited: whatever is typed from here on belongs to the new document. The store writes in order.
    const rescued = added.trim() ? this.rescue(added, mine, reason) : null
    this.#refusals = 0
    this.#adopt(at)
    await rescued
    return 0
  }

  /** What was typed and is not confirmed, in words. */
  #unsent = () => droppedWords(this.pending()?.steps ?? [], [])

  /** Replace the whole state: document and version of `at`, and `step` as the one thing unconfirmed. */
  #adopt ({ text, version, doc }, step) {
    seeCaret(this.view)
    this.text = text
    const { plugins, selection } = this.view.state
    let state = EditorState.create({ doc, plugins })
    state = state.apply(state.tr.setMeta(collabPlugin(state), { version, unconfirmed: [] }))
    if (step) state = state.apply(state.tr.step(step))
    // The person is still typing: the caret stays as near as the new document lets it.
    const caret = state.doc.resolve(Math.min(selection.head, state.doc.content.size))
    this.view.updateState(state.apply(state.tr.setSelection(Selection.near(caret))))
    this.changed()
  }

  /** Words without a place, for a reason if there is a sentence: to disk first, then to the list of recovered text. */
  async rescue (text, doc, reason) {
    const record = { key: `rescue|${this.server.base}|${newId()}`, kind: 'rescue', base: this.server.base, user: this.user, text, doc: doc.toJSON(), at: Date.now() }
    this.report('recovered', text, reason)
    try {
      await this.store.put(record)
    } catch {
      // The browser keeps nothing: the request below is then the only copy.
    }
    await this.#handOver(record)
  }

  async #handOver ({ key, text, doc }) {
    const { status } = await this.server.recovered({ text, doc })
    if (status >= 200 && status < 300) return this.store.remove(key).catch(() => {})
    setTimeout(() => this.#handOver({ key, text, doc }), isPassing(status) ? RESCUE_RETRY : REFUSED_RETRY)
  }

  /** Hand over what an earlier visit rescued but could not send. */
  async flushRescued () {
    for (const record of await this.store.find('rescue', this.server.base, this.user)) await this.#handOver(record)
  }
}
