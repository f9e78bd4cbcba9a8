// Pictures amid what is pasted. Those whose bytes the clipboard holds are kept, a line in brackets in their place
// until each has been asked about; where the clipboard has but an address, a picture cannot be taken along.
import { plainPaste } from './paste.js'

const TYPES = { png: 'image/png', jpeg: 'image/jpeg' }
const TINY = 3   // pixels; smaller ones are there to count readers

const fileOf = (bytes, kind) => new File([bytes], `picture.${kind === 'png' ? 'png' : 'jpg'}`, { type: TYPES[kind] })

/** The picture that an address holds in itself, as Word Online and many pages have it, or null. */
function fromAddress (src) {
  const [, kind, base64] = /^data:image\/(png|jpeg);base64,([\s\S]+)$/.exec(src) ?? []
  try {
    return kind ? fileOf(Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)), kind) : null
  } catch {
    return null
  }
}

/** Where the group that begins at `start` ends. */
function endOfGroup (rtf, start) {
  const braces = /\\[{}\\]|[{}]/g
  braces.lastIndex = start
  let depth = 0
  for (let found; (found = braces.exec(rtf));) {
    if (found[0] === '{') depth++
    else if (found[0] === '}' && --depth === 0) return found.index
  }
  return rtf.length
}

function withoutGroups (rtf) {
  const next = rtf.replace(/\{[^{}]*\}/g, ' ')
  return next === rtf ? rtf : withoutGroups(next)
}

/**
 * The pictures of rich text in their order, one of a kind that is no evidence as null. Word's HTML has but addresses
 * on its own disk; the bytes stand here, as hexadecimal digits (Rich Text Format 1.9.1, “Pictures”).
 */
export function picturesOf (rtf) {
  const starts = [...rtf.matchAll(/(\\nonshppict\s*)?\{\\pict\b/g)].filter(found => !found[1])   // the same again, for old programs
  return starts.map(({ index }) => {
    const body = withoutGroups(rtf.slice(index + 1, endOfGroup(rtf, index)))
    const kind = /\\(png|jpeg)blip\b/.exec(body)?.[1]
    const digits = body.replace(/\\[a-z]+-?\d*/g, '').replace(/[^0-9a-f]/gi, '')
    return kind && digits ? fileOf(Uint8Array.from(digits.match(/../g), pair => parseInt(pair, 16)), kind) : null
  })
}

const isTiny = image => ['width', 'height'].some(side => image.hasAttribute(side) && Number(image.getAttribute(side)) < TINY)

const leftOut = (count, instead) => `${count === 1 ? 'One picture' : `${count} pictures`} in what you pasted could not be taken along. `
  + (instead ? 'Copy each by itself and paste it: it then becomes evidence with a text alternative.' : 'Say in words what matters in it.')

export class PastedPictures {
  #rtf = ''

  /**
   * @param ask   called with pictures [{file, words}], `words` standing in the text where the picture is to be cited;
   *              null where nobody may add any
   * @param tell  called with a sentence
   */
  constructor (ask, tell) { Object.assign(this, { ask, tell }) }

  /** What the clipboard holds besides, before its HTML is read. */
  note (data) { this.#rtf = data?.getData('text/rtf') ?? '' }

  /** HTML made plain, its pictures asked about once it is in the text. */
  plain (html) {
    let kept = []
    const plain = plainPaste(html, images => {
      const wanted = images.filter(image => !isTiny(image))
      const files = this.ask ? this.#filesOf(wanted) : []
      const count = files.filter(Boolean).length
      if (wanted.length > count) this.tell(leftOut(wanted.length - count, this.ask))
      kept = wanted.flatMap((image, at) => files[at] ? [{ image, file: files[at] }] : [])
        .map((one, at) => ({ ...one, words: `[picture ${at + 1} of ${count}]` }))
      return new Map(kept.map(({ image, words }) => [image, words]))
    })
    if (kept.length) setTimeout(() => this.ask(kept.map(({ file, words }) => ({ file, words }))))
    return plain
  }

  /** A file for each image, or null; those of Word only where there are as many in the rich text. */
  #filesOf (images) {
    const local = images.filter(image => /^file:/i.test(image.getAttribute('src') ?? ''))
    const found = local.length ? picturesOf(this.#rtf) : []
    return images.map(image => local.includes(image)
      ? (found.length === local.length ? found[local.indexOf(image)] : null)
      : fromAddress(image.getAttribute('src') ?? ''))
  }
}
