// The line that says whether what you typed is safe, and a notice for words that lost their place.
import { el } from './dom.js'

const PATIENCE = 1000   // ms of saving before the line says so: a screen reader need not hear every keystroke
const HEARD = 6000      // ms that "recovered" stands at least, so that whoever goes on typing can hear of it

const SENTENCES = {
  saved: 'All changes saved',
  saving: 'Saving…',
  offline: 'Offline – your typing is kept on this computer and will be sent',
  recovered: 'Some of your words could not be placed; they are kept and shown below',
  'signed-out': 'You have been signed out – your typing is kept on this computer; sign in again in another tab',
}
const NOT_KEPT = 'Not saved, and this browser keeps no copy – leave this page open until it says that all changes are saved'

export class Status {
  #timer = 0
  #held = 0       // the timer of a "recovered" that has yet to be heard
  #next = null    // what came after it

  constructor (store, recoveredUrl) {
    Object.assign(this, { store, recoveredUrl })
    this.line = el('p', { class: 'editor-status', role: 'status', 'data-state': 'saved' })
    this.notices = el('div', { class: 'editor-notices' })
    this.#say(SENTENCES.saved)
  }

  /** `detail` is the sentence to use in place of the usual one; for `recovered` the words, and `reason` that sentence. */
  show (state, detail, reason) {
    if (state === 'recovered') this.#notice(detail, reason)
    if (this.#waits(state, detail)) return
    // The words stay announced until the person writes again.
    if (this.line.dataset.state === 'recovered' && state === 'saved') return
    if (this.line.dataset.state === state && state === 'saving') return
    this.line.dataset.state = state
    clearTimeout(this.#timer)
    const sentence = this.#sentence(state, detail)
    if (state === 'saving') this.#timer = setTimeout(() => this.#say(sentence), PATIENCE)
    else this.#say(sentence)
  }

  /** Keep "recovered" for a while and then show what came meanwhile; true where `state` has to wait for that. */
  #waits (state, detail) {
    if (this.#held && (state === 'saving' || state === 'saved')) {
      this.#next = { state, detail, wrote: this.#next?.wrote || state === 'saving' }
      return true
    }
    clearTimeout(this.#held)
    this.#next = null
    this.#held = state === 'recovered' ? setTimeout(() => this.#goOn(), HEARD) : 0
    return false
  }

  #goOn () {
    const next = this.#next
    this.#held = 0
    if (!next?.wrote) return
    this.line.dataset.state = ''
    this.show(next.state, next.detail)
  }

  #sentence (state, detail) {
    const away = state === 'offline' || state === 'signed-out'
    if (away && !this.store.working) return NOT_KEPT
    return away && detail ? `${detail} Your typing is kept on this computer.` : SENTENCES[state]
  }

  #say (sentence) { if (this.line.textContent !== sentence) this.line.textContent = sentence }

  /** A sentence that stays until it is hidden. */
  tell (sentence) { this.#standing(el('p', {}, sentence)) }

  #standing (...parts) {
    const notice = el('div', { class: 'editor-notice', role: 'group', 'aria-label': 'Message' }, ...parts,
      el('button', { type: 'button', class: 'govuk-button govuk-button--secondary', onclick: () => notice.remove() }, 'Hide this message'))
    this.notices.append(notice)
  }

  #notice (words, reason = 'Somebody deleted or changed the passage while you were typing in it.') {
    const where = this.recoveredUrl ? el('a', { href: this.recoveredUrl, class: 'govuk-link' }, 'recovered text') : 'recovered text'
    this.#standing(
      el('p', {}, `${reason} Your words are kept under `, where, ':'),
      el('blockquote', {}, words))
  }
}
