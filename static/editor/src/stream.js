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
    const tell = () => document.dispatchEvent(new CustomEvent('candour:comments'))
    source.addEventListener('comments', tell)
    source.onopen = () => { this.sync.hurry(); tell() }
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.#later() }
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
