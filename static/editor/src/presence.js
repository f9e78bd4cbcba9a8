// Signs of who is here and where their carets are: ours go up by POST, the others' come down by the stream.
import { seeCaret } from './caret.js'
import { Carets, Hues } from './carets.js'
import { Announcer, HereLine, placeName } from './here.js'

const MOVED = 200      // ms between two signs while the caret moves
const TYPED = 600      // ms after the last key; until then the steps themselves move our caret on others' screens
const BEAT = 20_000
const LASTS = 45_000   // ms without a sign after which somebody counts as gone
const LOOK = 5000
const KEPT = 500       // steps over which an older position can still be moved

export class Presence {
  #signs = new Map()   // by client id, each with `seen`, the moment of the last sign
  #known = new Map()   // name by person, as last shown
  #steps = []          // {version, map, client} of the last confirmed steps
  #hues = new Hues()
  #me = null
  #wrote = false
  #moving = 0
  #typing = 0
  #sent = { at: 0, said: '' }
  #answered = 0        // when the server last took our sign

  constructor ({ server, clientID }, editor, sync) {
    Object.assign(this, { server, clientID, sync, view: editor.view })
    this.line = new HereLine()
    this.announcer = new Announcer()
    this.carets = new Carets(editor.view)
    sync.received = (...batch) => this.#received(...batch)
    editor.on('transaction', ({ transaction }) => this.#follow(transaction))
    editor.on('focus', () => this.#moved())
    addEventListener('pagehide', () => this.#leave())
    for (const back of ['pageshow', 'online']) addEventListener(back, () => this.sayHere())
    document.addEventListener('visibilitychange', () => this.sayHere())
    setInterval(() => this.#look(), LOOK)
    this.sayHere()
  }

  /** Say at once that we are here. */
  sayHere () { this.#send(true) }

  /** Signs from the server: {here: [sign]} and {left: [{client}]}. */
  receive ({ here = [], left = [] }) {
    seeCaret(this.view)
    for (const sign of here) this.#take(sign)
    for (const { client } of left) this.#drop(client)
    this.#show()
  }

  #take (sign) {
    if (sign.client === this.clientID) return
    this.#signs.set(sign.client, { ...sign, seen: Date.now() })
    this.#put(sign.client)
  }

  #drop (client) {
    this.#signs.delete(client)
    this.carets.remove(client)
  }

  /** Draw the caret of a window, unless it is ours or says a version that has yet to arrive. */
  #put (client) {
    const sign = this.#signs.get(client)
    if (this.#me === null || sign.person === this.#me || sign.version > this.sync.version) return
    sign.placed = true
    this.carets.put(client, this.#placeOf(sign), sign.name, this.#hues.of(sign.person))
  }

  /** Where a sign points in the document on our screen, or null where it points nowhere or is too old. */
  #placeOf ({ client, version, anchor, head }) {
    if (version === null || anchor === null || head === null) return null
    const since = this.#steps.filter(step => step.version > version)
    if (since.length !== this.sync.version - version) return null
    const here = this.#hereAfter(since, client)
    return { anchor: here(anchor), head: here(head) }
  }

  /** Moves a position over confirmed steps and then over our own that wait; one's own words take one's caret along. */
  #hereAfter (steps, client) {
    const waiting = (this.sync.pending()?.steps ?? []).map(step => ({ map: step.getMap() }))
    return position => [...steps, ...waiting].reduce((at, one) => one.map.map(at, client && one.client === client ? 1 : -1), position)
  }

  /** Called by the synchronisation after it took in `steps`, made by `clients`. */
  #received (steps, clients) {
    const base = this.sync.version - steps.length
    const fresh = steps.map((step, n) => ({ step, version: base + n + 1, map: step.getMap(), client: clients[n] }))
    this.#steps = [...this.#steps, ...fresh].slice(-KEPT)
    for (const [client, sign] of this.#signs) if (!sign.placed) this.#put(client)
    fresh.forEach((one, n) => this.#announce(one, fresh.slice(n + 1)))
  }

  #announce ({ step, map, client }, later) {
    const sign = this.#signs.get(client)
    if (client === this.clientID || (sign && sign.person === this.#me)) return
    let end = step.from ?? step.pos ?? 0
    map.forEach((_from, _to, _newFrom, newTo) => { end = newTo })
    const { doc } = this.view.state
    this.announcer.changed(sign?.name ?? 'Somebody', placeName(doc, this.#hereAfter(later)(end)))
  }

  /** The people who are here, ourselves left out, each once however many windows they have open. */
  #people () {
    const people = new Map()
    for (const { person, name, doing } of this.#signs.values()) {
      if (person === this.#me || this.#me === null) continue
      const writes = doing === 'writing' || people.get(person)?.doing === 'writing'
      people.set(person, { name, doing: writes ? 'writing' : 'reading', hue: this.#hues.of(person) })
    }
    return people
  }

  #show () {
    const people = this.#people()
    for (const [person, { name }] of people) if (!this.#known.has(person)) this.announcer.arrived(name)
    for (const [person, name] of this.#known) if (!people.has(person)) this.announcer.left(name)
    this.#known = new Map([...people].map(([person, { name }]) => [person, name]))
    const inTouch = Date.now() - this.#answered < LASTS
    const list = inTouch ? [...people.values()].sort((a, b) => a.name.localeCompare(b.name)) : null
    const words = JSON.stringify(list)
    if (words !== this.shown) this.line.show(list)
    this.shown = words
  }

  #follow (transaction) {
    const theirs = transaction.getMeta('rebased') !== undefined
    if (theirs || (!transaction.docChanged && !transaction.selectionSet)) return
    if (!transaction.docChanged) return this.#moved()
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => this.#send(), TYPED)
  }

  #moved () { this.#moving ||= setTimeout(() => this.#send(), MOVED) }

  #look () {
    for (const [client, { seen }] of this.#signs) if (Date.now() - seen > LASTS) this.#drop(client)
    this.#show()
    if (Date.now() - this.#sent.at >= BEAT) this.sayHere()
  }

  /** Our caret as everybody can find it: in the last confirmed version, our waiting steps taken back. */
  #mine () {
    const { view, sync } = this
    this.#wrote ||= view.hasFocus()
    const back = (sync.pending()?.steps ?? []).map(step => step.getMap().invert()).reverse()
    const at = position => back.reduce((found, map) => map.map(found, -1), position)
    const { anchor, head } = view.state.selection
    return { version: sync.version, anchor: this.#wrote ? at(anchor) : null, head: this.#wrote ? at(head) : null }
  }

  async #send (anyhow = false) {
    this.#moving = 0
    const mine = this.#mine()
    const said = JSON.stringify(mine)
    if (document.hidden || (said === this.#sent.said && !anyhow)) return
    this.#sent = { at: Date.now(), said }
    const { status, body } = await this.server.presence({ clientID: this.clientID, ...mine })
    if (status !== 200) return
    const first = this.#me === null
    this.#me = body.person
    this.#answered = Date.now()
    this.receive(body)
    if (first) for (const client of this.#signs.keys()) this.#put(client)
  }

  #leave () { this.server.presence({ clientID: this.clientID, leaving: true }) }
}
