// Whose words are selected: asked of the server, which folds every step, and told in a small window.
import { el, uniqueId } from './dom.js'

const TRIES = 4
const PATIENCE = 3000   // ms that unsent words get to arrive

const later = ms => new Promise(resolve => setTimeout(resolve, ms))

/** The words asked about: the selection, or the paragraph around the caret. */
function asked ({ selection: { from, to, empty, $from } }) {
  return empty && $from.depth ? { from: $from.start(), to: $from.end() } : { from, to }
}

/** The server's answer about saved words, or null; what waits is sent first, and steps that we lack are fetched. */
async function ask ({ server }, sync) {
  for (let tries = 0; tries < TRIES; tries++) {
    if (sync.pending() && !sync.trouble) await Promise.race([sync.hurry(), later(PATIENCE)])
    if (sync.pending()) return null
    const { from, to } = asked(sync.view.state)
    const { status, body } = await server.call(`${server.base}/attribution?version=${sync.version}&from=${from}&to=${to}`)
    if (status === 200) return body
    if (status === 409) await sync.catchUp()
  }
  return null
}

const line = ({ words, who }) => el('li', {}, `“${words}” `, el('span', { class: 'editor-whose' }, `– ${who}`))

function answer (body) {
  if (!body) return el('p', {}, 'This cannot be asked while the words are not saved. Try again in a moment.')
  if (!body.runs.length) return el('p', {}, 'There are no words here. Select some, or put the caret in a paragraph.')
  const more = body.more ? el('p', {}, `And ${body.more} more passages. Select fewer words to see them.`) : null
  return el('div', {}, el('ul', { class: 'editor-runs' }, body.runs.map(line)), more)
}

/** Open the window that says who wrote the selected words, and give the focus back to the text when it closes. */
export async function openAttribution (context, editor, sync) {
  const title = el('h2', { class: 'govuk-heading-m', id: uniqueId('title') }, 'Who wrote this?')
  const place = el('div', { role: 'status' }, el('p', {}, 'Looking …'))
  const close = el('button', { class: 'govuk-button', type: 'button', onclick: () => dialog.close() }, 'Close')
  const whole = el('p', {}, el('a', { class: 'govuk-link', href: `${context.server.base}/who` }, 'The whole text with its authors'))
  const dialog = el('dialog', { class: 'editor-dialog', 'aria-labelledby': title.id }, title, place, whole, close)
  dialog.addEventListener('close', () => { dialog.remove(); editor.view.focus() })
  context.root.append(dialog)
  const waiting = ask(context, sync)   // before the window takes the focus: the selection stays as it was
  dialog.showModal()
  close.focus()
  place.replaceChildren(answer(await waiting))
}
