// Lists as Word and Word for the web paste them, which only styles and wrappers tell apart, as nested lists.

/** Level, tag and number of a paragraph that is a list's item, its marker removed; null for any other. */
function itemOf (paragraph) {
  const told = paragraph.dataset.list?.split(' ')
  if (told) {
    paragraph.removeAttribute('data-list')
    return { level: Number(told[0]), tag: told[1], number: Number(told[2]) }
  }
  const level = /mso-list:\s*\S+\s+level(\d+)/i.exec(paragraph.dataset.style ?? '')
  if (!level) return null
  const hidden = [...paragraph.querySelectorAll('span')].find(span => /mso-list:\s*ignore/i.test(span.dataset.style ?? ''))
  const marker = (hidden?.textContent ?? '').replace(/[\s\u00a0]+/g, '')
  hidden?.remove()
  const ordered = /^\(?(\d+(\.\d+)*[.)]?|([a-z]|[ivxlc]+)[.)])$/i.test(marker)
  // Of 2.3 the last number counts; letters and Roman numerals give none.
  return { level: Number(level[1]), tag: ordered ? 'ol' : 'ul', number: Number(/(\d+)[.)]?$/.exec(marker)?.[1]) || null }
}

function openList (info, outer, paragraph) {
  const list = paragraph.ownerDocument.createElement(info.tag)
  if (info.tag === 'ol' && info.number > 1) list.setAttribute('start', info.number)
  if (outer) outer.item.append(list)
  else paragraph.before(list)
  return { ...info, list, item: null }
}

/** Whether an item cannot go on the list that is open at its level: another kind, or numbered from 1 again. */
const beginsAnew = (open, info) => open.level === info.level && (open.tag !== info.tag || (info.tag === 'ol' && info.number === 1))

/** Paragraphs that are items of lists become nested lists; a number that jumps after other text is where its list starts. */
export function joinItems (body) {
  let open = []
  for (const paragraph of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const info = itemOf(paragraph)
    if (!info) { open = []; continue }
    if (open.length && paragraph.previousElementSibling !== open[0].list) open = []
    while (open.length && open.at(-1).level > info.level) open.pop()
    if (open.length && beginsAnew(open.at(-1), info)) open.pop()
    if (!open.length || open.at(-1).level < info.level) open.push(openList(info, open.at(-1), paragraph))
    const top = open.at(-1)
    const own = paragraph.ownerDocument.createElement('p')
    own.append(...paragraph.childNodes)
    top.item = top.list.appendChild(paragraph.ownerDocument.createElement('li'))
    top.item.append(own)
    paragraph.remove()
  }
}

/** Word for the web wraps a list around each item, at whatever level: each becomes a paragraph that says so. */
export function unwrapItems (body) {
  for (const wrapper of body.querySelectorAll('.ListContainerWrapper')) {
    for (const list of wrapper.querySelectorAll('ul, ol')) {
      const first = Number(list.getAttribute('start')) || 1
      for (const [place, item] of [...list.children].entries()) {
        const paragraph = body.ownerDocument.createElement('p')
        paragraph.dataset.list = `${item.dataset.ariaLevel ?? 1} ${list.tagName.toLowerCase()} ${first + place}`
        const inside = item.querySelector('p') ?? item
        paragraph.append(...inside.childNodes)
        wrapper.before(paragraph)
      }
    }
    wrapper.remove()
  }
}
