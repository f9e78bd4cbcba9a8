// Other people's changes as they happen. A hidden page closes its stream: browsers allow six
// connections to one server, and officers keep more tabs open than that.

const REOPEN = 5000   // ms; browsers reconnect by themselves unless the server answered with an error

export class Stream {
  #source = null
  #timer = 0

  constructor (server, sync) {
    Object.assign(this, { server, sync })
    document.addEventListener('visibilitychange', () => document.hidden ? this.#close() : this.#open())
    addEventListener('online', () => { this.#close(); this.#open() })
    addEventListener('pagehide', () => this.#close())
    addEventListener('pageshow', () => this.#open())
    this.#open()
  }

  #open () {
    if (this.#source || document.hidden) return
    const source = this.#source = this.server.events(this.sync.version)
    source.addEventListener('steps', event => this.sync.receive(JSON.parse(event.data)))
    source.addEventListener('suggestions', () => this.#tell('suggestions'))
    source.onopen = () => { this.sync.hurry(); this.#tell('suggestions') }
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.#later() }
  }

  /** News beside the text, for whoever shows it; after a gap there may have been some. */
  #tell (what) { document.dispatchEvent(new Event(`candour:${what}`)) }

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
