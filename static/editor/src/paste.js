// Pasted HTML made plain before the schema reads it: structure and emphasis stay, styling goes, and the
// paragraphs that Word dresses up as lists become lists.

// Even in a document nobody sees, the browser tries style and event attributes against the page's policy and
// reports them: under other names they are only text.
const STYLE = 'data-style'
const disarmTag = tag => tag.replace(/(\s)(style|on[a-z]+)(\s*=)/gi, '$1data-$2$3')
const disarm = html => html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, '').replace(/<[a-z][^>]*>/gi, disarmTag)
const styleOf = element => element.getAttribute(STYLE) || ''
const declares = (element, property, value) => new RegExp(`(^|[;\\s])${property}\\s*:\\s*(${value})`, 'i').test(styleOf(element))
const BLANK = /^[\s\u00a0]*$/

function rename (element, tag) {
  const renamed = element.ownerDocument.createElement(tag)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

const unwrap = element => element.replaceWith(...element.childNodes)

function wrapContents (element, tag) {
  const wrapper = element.ownerDocument.createElement(tag)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

function removeNoise (body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  comments.forEach(comment => comment.remove())
  body.querySelectorAll('style, script, meta, link, title, xml, img, svg, object, del, .msoDel').forEach(e => e.remove())
  // Word's comments and its invisible anchors; footnote marks stay as words.
  body.querySelectorAll('[class*="MsoComment"], a[href^="#_msocom"], [data-style*="mso-element:comment"]').forEach(e => e.remove())
  body.querySelectorAll('a:not([href]), a[href^="#"]').forEach(unwrap)
}

/** Emphasis that stands in style attributes becomes elements; bold that a style takes back (Google's wrapper) goes. */
function keepEmphasis (body) {
  for (const bold of body.querySelectorAll('b, strong')) if (declares(bold, 'font-weight', 'normal')) unwrap(bold)
  for (const span of body.querySelectorAll('span')) {
    if (declares(span, 'font-weight', 'bold|[6-9]00')) wrapContents(span, 'strong')
    if (declares(span, 'font-style', 'italic')) wrapContents(span, 'em')
  }
}

/** Level, order and start of a paragraph that Word numbered, its marker removed; null for any other. */
function wordListItem (paragraph) {
  const level = /mso-list:\s*\S+\s+level(\d+)/i.exec(styleOf(paragraph))
  if (!level) return null
  const hidden = [...paragraph.querySelectorAll('span')].find(span => /mso-list:\s*ignore/i.test(styleOf(span)))
  const marker = (hidden?.textContent ?? '').replace(/[\s\u00a0]+/g, '')
  hidden?.remove()
  return { level: Number(level[1]), tag: /^\(?(\d+|[a-z]|[ivxlc]+)[.)]/i.test(marker) ? 'ol' : 'ul', start: parseInt(marker.replace('(', ''), 10) || 1 }
}

function openList (info, outer, paragraph) {
  const list = paragraph.ownerDocument.createElement(info.tag)
  if (info.start > 1) list.setAttribute('start', info.start)
  if (outer) outer.item.append(list)
  else paragraph.before(list)
  return { ...info, list, item: null }
}

/** Word's list paragraphs, which only their style tells apart, become nested lists. */
function wordLists (body) {
  let open = []
  for (const paragraph of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const info = wordListItem(paragraph)
    if (!info) { open = []; continue }
    if (open.length && paragraph.previousElementSibling !== open[0].list) open = []
    while (open.length && open.at(-1).level > info.level) open.pop()
    if (open.length === 1 && open[0].level === info.level && open[0].tag !== info.tag) open = []
    if (!open.length || open.at(-1).level < info.level) open.push(openList(info, open.at(-1), paragraph))
    const top = open.at(-1)
    top.item = top.list.appendChild(paragraph.ownerDocument.createElement('li'))
    top.item.append(paragraph)
    if (paragraph.tagName !== 'P') rename(paragraph, 'p')
  }
}

/** Word for the web pastes one wrapped list for each item: neighbours of a kind are one list. */
function joinWrappedLists (body) {
  const wrappers = body.querySelectorAll('.ListContainerWrapper')
  wrappers.forEach(unwrap)
  if (!wrappers.length) return
  for (const list of body.querySelectorAll('ul, ol')) {
    const before = list.previousElementSibling
    if (before?.tagName !== list.tagName) continue
    before.append(...list.childNodes)
    list.remove()
  }
}

/** HTML as the clipboard has it → HTML that the schema's parse rules understand. */
export function plainPaste (html) {
  const disarmed = disarm(html)
  const { body } = new DOMParser().parseFromString(disarmed, 'text/html')
  // Our own clipboard is already plain, and its slice marker must survive.
  if (body.querySelector('[data-pm-slice]')) return disarmed
  removeNoise(body)
  keepEmphasis(body)
  wordLists(body)
  joinWrappedLists(body)
  body.querySelectorAll('p').forEach(p => BLANK.test(p.textContent) && !p.closest('td, th, li') && p.remove())
  body.querySelectorAll(`[${STYLE}], [class]`).forEach(e => { e.removeAttribute(STYLE); e.removeAttribute('class') })
  return body.innerHTML.replace(/\u00a0/g, ' ')
}
