// What the page knows of an authority's figures: what an extract shows, and which measures there are to choose from.

export const SINGLE = 'figure'   // the form of one figure in a sentence, among those of blocks
const FAILED = 'The figures cannot be reached now. Try again; nothing you typed is lost.'

export class Figures {
  #about = new Map()

  constructor (url, server) { Object.assign(this, { url, server }) }

  async #ask (path, body) {
    const { status, body: answer } = await this.server.call(`${this.url}${path}`, body)
    if (status >= 200 && status < 300 && answer) return answer
    return { error: (status >= 400 && status < 500 && answer?.error) || FAILED }
  }

  /** Measures that match, and the one that is `chosen` already; and the areas to choose from: {measures, groups, areas}, or {error}. */
  measures (query, chosen = '') { return this.#ask(`/measures?${new URLSearchParams({ q: query, chosen })}`) }

  /** How a choice would look, or {error}; nothing is kept. */
  preview ({ measure, areas, first, last, form }) {
    const asked = new URLSearchParams({ measure, first, last, form })
    areas.forEach(area => asked.append('areas', area))
    return this.#ask(`/preview?${asked}`)
  }

  /** Keep a choice as it is now, or {error}. */
  take ({ form, ...choice }) { return this.#ask(`?form=${form}`, choice) }

  /** Keep what would stand today in the place of a figure or block, or {error}; `told` says what to look at. */
  takeNewer ({ extract, form = SINGLE, caption = '' }) { return this.#ask(`/${extract}/newer?form=${form}`, { caption }) }

  /** What an extract shows in a form, asked once for all that show it; an answer that failed is not kept. */
  about (name, form) {
    const key = `${name} ${form}`
    if (!this.#about.has(key)) {
      this.#about.set(key, this.#ask(`/${name}?form=${form}`).then(answer => {
        if (answer.error) this.#about.delete(key)
        return answer
      }))
    }
    return this.#about.get(key)
  }
}
