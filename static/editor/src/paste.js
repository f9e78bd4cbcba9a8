// Pasted HTML made plain before the schema reads it: structure and emphasis stay, styling goes, and what programs
// dress up as lists and headings becomes lists and headings.
import { joinItems, unwrapItems } from './pastelists.js'

// Even in a document nobody sees, the browser tries style and event attributes against the page's policy and
// reports them: under other names they are only text.
const STYLE = 'data-style'
const disarmTag = tag => tag.replace(/(\s)(style|on[a-z]+)(\s*=)/gi, '$1data-$2$3')
/** HTML that can be read without the page's policy being broken. */
export const disarm = html => html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, '').replace(/<[a-z][^>]*>/gi, disarmTag)
const styleOf = element => element.getAttribute(STYLE) || ''
const declares = (element, property, value) => new RegExp(`(^|[;\\s])${property}\\s*:\\s*(${value})`, 'i').test(styleOf(element))
const BLANK = /^[\s\u00a0]*$/
const FIRST_LEVEL = 3
const LAST_LEVEL = 5
const BLOCKS = 'p, h1, h2, h3, h4, h5, h6, ul, ol, table, div, blockquote'
// What stands around the words of a page, and what no answer can hold.
const NOISE = 'style, script, meta, link, title, xml, svg, object, iframe, noscript, template, video, audio, canvas, '
  + 'nav, footer, aside, button, select, input, textarea, dialog, hr, br[clear], [hidden], [aria-hidden="true"], '
  + '[data-style*="mso-hide"], [data-style*="display:none"], [role="navigation"], [role="banner"], [role="contentinfo"], [role="search"], [role="complementary"], del, .msoDel, .EOP'

function rename (element, tag) {
  const renamed = element.ownerDocument.createElement(tag)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
  return renamed
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
  body.querySelectorAll(NOISE).forEach(e => e.remove())
  // A break between blocks is a gap, not words.
  body.querySelectorAll('br').forEach(br => [...br.parentElement.children].some(e => e.matches(BLOCKS)) && br.remove())
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

/** The biggest heading becomes the first level of an answer, those below it keep their distance. */
function settleHeadings (body) {
  body.querySelectorAll('p[role="heading"]').forEach(p => rename(p, `h${Math.min(6, Math.max(1, p.getAttribute('aria-level')))}`))
  body.querySelectorAll('p.MsoTitle').forEach(p => rename(p, 'h1'))
  const headings = [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  const levelOf = heading => Number(heading.tagName[1])
  const shift = Math.max(0, FIRST_LEVEL - Math.min(...headings.map(levelOf)))
  headings.forEach(heading => rename(heading, `h${Math.min(LAST_LEVEL, levelOf(heading) + shift)}`))
}

/** Cells of a table's head are headings, whatever the program called them. */
const settleTables = body => body.querySelectorAll('thead td').forEach(cell => {
  const head = rename(cell, 'th')
  for (const name of ['colspan', 'rowspan']) if (cell.hasAttribute(name)) head.setAttribute(name, cell.getAttribute(name))
})

/** From our own pages: a label is no words of the text, and a line beneath a table is its source. */
function readOwnPages (body) {
  body.querySelectorAll('[data-voice] > .voice, [data-note] > .note-label').forEach(label => label.remove())
  for (const line of body.querySelectorAll('.table-source')) {
    const before = line.previousElementSibling
    const table = before?.tagName === 'TABLE' ? before : before?.querySelector('table')
    if (!table) continue
    table.dataset.source = line.textContent.replace(/^Source:\s*/, '')
    line.remove()
  }
}

/** Pictures go, those with words of `keep(images)`, a map, for these words. */
function leavePictures (body, keep) {
  const images = [...body.querySelectorAll('img')]
  const words = keep(images)
  images.forEach(image => image.replaceWith(words.get(image) ?? ''))
}

/** HTML as the clipboard has it → HTML that the schema's parse rules understand; pictures as `keep` has it. */
export function plainPaste (html, keep) {
  const disarmed = disarm(html)
  const { body } = new DOMParser().parseFromString(disarmed, 'text/html')
  // Our own clipboard is already plain, and its slice marker must survive.
  if (body.querySelector('[data-pm-slice]')) return disarmed
  removeNoise(body)
  leavePictures(body, keep)
  body.querySelectorAll('.LineBreakBlob').forEach(blob => blob.replaceWith(body.ownerDocument.createElement('br')))
  readOwnPages(body)
  keepEmphasis(body)
  body.querySelectorAll('div.OutlineElement').forEach(unwrap)
  unwrapItems(body)
  joinItems(body)
  settleHeadings(body)
  settleTables(body)
  body.querySelectorAll('p, h3, h4, h5').forEach(e => BLANK.test(e.textContent) && !e.closest('td, th, li') && e.remove())
  body.querySelectorAll(`[${STYLE}], [class]`).forEach(e => { e.removeAttribute(STYLE); e.removeAttribute('class') })
  return body.innerHTML.replace(/\u00a0|&nbsp;/g, ' ')
}
