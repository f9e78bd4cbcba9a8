// Every request to the server, each answered by {status, body} and never by an exception.
// Status 0 stands for "no answer": no network, no server, or one that took too long.

const TIMEOUT = 20_000           // milliseconds
const UPLOAD_TIMEOUT = 120_000
const KEEPALIVE_LIMIT = 60_000   // bytes; browsers let 64 kB outlive a closing page, and refuse to send more that way
const NOT_JSON = 502

const bytes = text => new TextEncoder().encode(text).length

/** Whether trying the same request again later may succeed. */
export const isPassing = status => status === 0 || status === 429 || status >= 500

export class Server {
  constructor ({ base, csrf, user }) {
    Object.assign(this, { base, csrf, user })
  }

  async call (url, body) {
    const init = { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT) }
    if (body !== undefined) {
      init.method = 'POST'
      init.body = JSON.stringify(body)
      init.keepalive = bytes(init.body) < KEEPALIVE_LIMIT
      Object.assign(init.headers, { 'content-type': 'application/json', 'x-csrf-token': this.csrf })
    }
    return this.#ask(url, init)
  }

  /** Send a form with a file, which may take longer. */
  upload (url, form) {
    const headers = { accept: 'application/json', 'x-csrf-token': this.csrf }
    return this.#ask(url, { method: 'POST', body: form, headers, signal: AbortSignal.timeout(UPLOAD_TIMEOUT) })
  }

  async #ask (url, init) {
    try {
      const response = await fetch(url, { ...init, redirect: 'manual' })
      if (response.type === 'opaqueredirect') return { status: 401 }   // sent to the sign-in page
      return await this.#read(response)
    } catch {
      return { status: 0 }
    }
  }

  async #read (response) {
    try {
      return { status: response.status, body: await response.json() }
    } catch {
      return { status: response.ok ? NOT_JSON : response.status }
    }
  }

  doc = version => this.call(`${this.base}/doc${version === undefined ? '' : `?version=${version}`}`)
  stepsSince = version => this.call(`${this.base}/steps?since=${version}`)
  send = steps => this.call(`${this.base}/steps`, steps)
  recovered = words => this.call(`${this.base}/recovered`, words)
  presence = sign => this.call(`${this.base}/presence`, sign)
  events = version => new EventSource(`${this.base}/events?since=${version}`)

  /**
   * After signing in again elsewhere the page's token may be stale: read a fresh one from this same
   * address. Nothing changes when somebody else has signed in: their name must not go on our words.
   * Returns false where the page is refused to this person, and true in every other case.
   */
  async renewToken () {
    try {
      const response = await fetch(location.href, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) })
      if (response.status === 403) return false
      if (!response.ok) return true
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const fresh = [...page.querySelectorAll('[data-editor]')].find(root => root.dataset.base === this.base)
      if (fresh && fresh.dataset.user === this.user) this.csrf = fresh.dataset.csrf
    } catch {
      // No network: the caller tries again.
    }
    return true
  }
}
