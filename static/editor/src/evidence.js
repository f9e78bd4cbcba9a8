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

  /** What the library told of a citation's item, or undefined (it is then asked once). */
  known ({ item, revision }) {
    const found = this.#known.get(`${item}@${revision}`)
    if (!found) this.#ask(item)
    return found
  }

  /** Title and particulars of a citation's item, or '' while unknown. */
  describe ({ item, revision }) {
    const found = this.known({ item, revision })
    return found ? describeItem(found) : ''
  }

  /** Add a picture to the library: its item, or {errors} with a sentence for each field, or one under `file`. */
  async addPicture (url, form) {
    const { status, body } = await this.server.upload(url, form)
    if (status === 201) { this.#learn(body); return body }
    const failure = status === 0 || status >= 500
      ? 'The library cannot be reached now. Try again; nothing you typed is lost.'
      : 'The picture could not be added. Reload the page in another tab to see whether you are still signed in, then try again.'
    return { errors: body?.errors ?? { file: body?.error ?? failure } }
  }

  #ask (ref) {
    if (!this.url || this.#asked.has(ref) || this.#asked.size >= LOOK_UPS) return
    this.#asked.add(ref)
    this.search(ref)
  }
}

/** How old what is true of a date is, by the calendar: "7 months old", as the pages say it. */
export function ageOf (iso) {
  const [now, then] = [new Date(), new Date(`${iso}T00:00:00`)]
  if (then > now) return 'of a later day'
  const months = (now.getFullYear() - then.getFullYear()) * 12 + now.getMonth() - then.getMonth() - (now.getDate() < then.getDate())
  const days = Math.round((new Date(now.getFullYear(), now.getMonth(), now.getDate()) - then) / 86_400_000)
  const [count, word] = months < 1 ? [days, 'day'] : months < 24 ? [months, 'month'] : [Math.floor(months / 12), 'year']
  return count ? `${count} ${word}${count > 1 ? 's' : ''} old` : 'new'
}

export const day = iso => new Date(`${iso}T12:00:00`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** "Quality audit (report, as at 31 March 2017, provisional)" */
export function describeItem ({ title, kind, as_at: asAt, status }) {
  const particulars = [kind, asAt && /^\d{4}-\d\d-\d\d$/.test(asAt) ? `as at ${day(asAt)}` : asAt, status].filter(Boolean)
  return particulars.length ? `${title} (${particulars.join(', ')})` : title
}
