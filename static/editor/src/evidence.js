// What the page knows of the evidence library: enough to say what a citation stands for.

const LOOK_UPS = 40   // citations without a title that one page asks the library about

export class Evidence {
  #known = new Map()
  #asked = new Set()
  #listeners = new Set()

  constructor (url, server, initial = []) {
    Object.assign(this, { url, server })
    initial.forEach(item => this.#learn(item))
  }

  #learn (item) {
    this.#known.set(`${item.ref}@${item.revision}`, item)
    this.#listeners.forEach(listener => listener())
  }

  /** Call `listener` whenever a title becomes known; returns the function that stops it. */
  onLearn (listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Items that match `query`, or null when the library cannot be reached. */
  async search (query) {
    const { status, body } = await this.server.call(`${this.url}?q=${encodeURIComponent(query)}`)
    if (status !== 200 || !Array.isArray(body?.items)) return null
    body.items.forEach(item => this.#learn(item))
    return body.items
  }

  /** Title and particulars of a citation's item, or '' while unknown (the library is then asked once). */
  describe ({ item, revision }) {
    const found = this.#known.get(`${item}@${revision}`)
    if (!found) this.#ask(item)
    return found ? describeItem(found) : ''
  }

  #ask (ref) {
    if (!this.url || this.#asked.has(ref) || this.#asked.size >= LOOK_UPS) return
    this.#asked.add(ref)
    this.search(ref)
  }
}

const day = iso => new Date(`${iso}T12:00:00`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** "Quality audit (report, as at 31 March 2017, provisional)" */
export function describeItem ({ title, kind, as_at: asAt, status }) {
  const particulars = [kind, asAt && /^\d{4}-\d\d-\d\d$/.test(asAt) ? `as at ${day(asAt)}` : asAt, status].filter(Boolean)
  return particulars.length ? `${title} (${particulars.join(', ')})` : title
}
