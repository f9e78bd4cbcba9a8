// What others do as it happens. A hidden page closes its stream: browsers allow six connections to one
// server, and officers keep more tabs open than that.

const REOPEN = 5000   // ms; browsers reconnect by themselves unless the server answered with an error

export class Stream {
  #source = null
  #timer = 0
  #acts = []
  #begun = false

  constructor (server, sync) {
    Object.assign(this, { server, sync })
    this.on('steps', batch => sync.receive(batch))
    document.addEventListener('visibilitychange', () => document.hidden ? this.#close() : this.#open())
    addEventListener('online', () => { this.#close(); this.#open() })
    addEventListener('pagehide', () => this.#close())
    addEventListener('pageshow', () => this.#open())
    this.#open()
  }

  /**
   * Do something with the data of every event of a name. `again` comes when events other than steps may have been
   * missed: whoever shows something that only events keep up to date asks the server for it then.
   */
  on (name, act) {
    this.#acts.push([name, act])
    if (this.#source) this.#listen(this.#source, name, act)
  }

  #listen (source, name, act) { source.addEventListener(name, event => act(JSON.parse(event.data))) }

  #open () {
    if (this.#source || document.hidden) return
    const source = this.#source = this.server.events(this.sync.version)
    for (const [name, act] of this.#acts) this.#listen(source, name, act)
    source.onopen = () => this.#opened()
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.#later() }
  }

  #opened () {
    this.sync.hurry()
    if (this.#begun) for (const [name, act] of this.#acts) if (name === 'again') act({})
    this.#begun = true
  }

  #close () {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = null
  }

  #later () {
    this.#close()
    this.#timer = setTimeout(() => this.#open(), REOPEN)
  }
}
