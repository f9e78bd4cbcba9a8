// What a citation stands for, beside its chip: under the pointer and while the chip is selected; Escape puts it away.
import { capital, el, uniqueId } from './dom.js'
import { ageOf, day } from './evidence.js'
import { placeNear } from './popup.js'
import { SUPPORTS } from './schema.js'

const OPENS = 200    // ms the pointer rests on a chip first
const STAYS = 300    // ms it has to get from the chip to the preview

export class Preview {
  #timer = 0
  #chip = null

  constructor (area, evidence, say) {
    Object.assign(this, { area, evidence, say })
    this.element = el('div', {
      class: 'editor-preview', role: 'tooltip', id: uniqueId('preview'), hidden: true,
      onmouseenter: () => clearTimeout(this.#timer), onmouseleave: () => this.leave(),
    })
    area.append(this.element)
  }

  // Before anything else hears of the key: putting the preview away is all that it does then, save in a dialog.
  #onKey = event => {
    if (event.key !== 'Escape' || event.target.closest?.('dialog')) return
    event.stopPropagation()
    event.preventDefault()
    this.hide()
  }

  /** The pointer is on a chip. */
  rest (chip, attrs) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.show(chip, attrs), OPENS)
  }

  /** The pointer has left chip or preview; a chip that is selected keeps its preview. */
  leave () {
    clearTimeout(this.#timer)
    if (this.#chip?.classList.contains('ProseMirror-selectednode')) return
    this.#timer = setTimeout(() => this.hide(), STAYS)
  }

  /** Show what is known of a citation; with `aloud` a screen reader hears it. */
  show (chip, attrs, aloud = false) {
    clearTimeout(this.#timer)
    if (!chip.isConnected) return
    const lines = this.#lines(attrs)
    this.element.replaceChildren(...lines.map((line, place) => el(place ? 'p' : 'strong', {}, line)))
    this.#chip?.removeAttribute('aria-describedby')
    this.#chip = chip
    chip.setAttribute('aria-describedby', this.element.id)
    placeNear(this.element, this.area, chip.getBoundingClientRect())
    addEventListener('keydown', this.#onKey, true)
    if (aloud) this.say(lines.join('. '))
  }

  /** Put it away, or only if it is about this `chip`. */
  hide (chip = this.#chip) {
    if (chip !== this.#chip) return
    clearTimeout(this.#timer)
    removeEventListener('keydown', this.#onKey, true)
    this.element.hidden = true
    this.#chip?.removeAttribute('aria-describedby')
    this.#chip = null
  }

  #lines ({ item, revision, place, supports, quote }) {
    const found = this.evidence.known({ item, revision })
    if (!found) return [`${item}, revision ${revision}`, 'Nothing more is known of this item here']
    const newer = found.newest > revision ? `; revision ${found.newest} is newer` : ''
    return [
      `${item} ${found.title}`,
      `${capital(found.kind)}, as at ${day(found.as_at)}, ${ageOf(found.as_at)}`,
      `${capital(found.status)}, revision ${revision}${newer}`,
      ...(place ? [`Cited at ${place}`] : []),
      ...(supports || quote ? [[supports && `Supports: ${SUPPORTS[supports].toLowerCase()}`, quote && `“${quote}”`].filter(Boolean).join(', ')] : []),
    ]
  }
}
