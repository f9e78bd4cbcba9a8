// How long the text is against the words that it is to have, as one types: a guide, never an alarm.

// What Python's str.split() parts words by, so that the count is the server's to the word.
const WORDS = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g
const inWords = text => text.match(WORDS)?.length ?? 0
const known = new WeakMap()   // nodes never change, so that a keystroke counts no more than the block it changed

/** How many words a node holds; table cells and captions count, citations do not; of figures put in as a block their caption does (app/richtext/text.py). */
export function countWords (node) {
  if (known.has(node)) return known.get(node)
  let count = 0
  if (node.isTextblock) {
    count = inWords(node.textBetween(0, node.content.size, '', leaf => leaf.type.name === 'figure' ? leaf.attrs.text : ' '))
  } else {
    count = inWords(node.attrs.caption || '')
    node.forEach(child => { count += countWords(child) })
  }
  known.set(node, count)
  return count
}

const number = new Intl.NumberFormat('en-GB')

/** What the gauge says: the same sentence as templates/components/gauge.html. */
export function told (words, budget) {
  if (!budget) return `${number.format(words)}\u00a0word${words === 1 ? '' : 's'}`
  const over = words > budget ? `, ${number.format(words - budget)} over` : ''
  return `${number.format(words)} of ${number.format(budget)} words${over}`
}

/** Keep the page's gauge true to the editor; the gauge, to be put beside the text, or nothing where there is none. */
export function followWords (root, editor) {
  const place = root.querySelector('[data-gauge]')
  const gauge = place?.querySelector('.cd-gauge')
  if (!gauge) return []
  const budget = Number(gauge.dataset.budget) || 0
  const line = gauge.querySelector('.cd-gauge__told')
  const bar = gauge.querySelector('.cd-gauge__words')
  const show = () => {
    const words = countWords(editor.state.doc)
    const sentence = told(words, budget)
    if (line.textContent === sentence) return
    line.textContent = sentence
    bar?.setAttribute('width', Math.min(100, 100 * words / budget))
    gauge.classList.toggle('cd-gauge--over', budget > 0 && words > budget)
  }
  editor.on('update', show)
  show()
  return [place]
}
