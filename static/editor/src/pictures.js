// Pictures become evidence: one that is pasted, dropped or chosen goes into the library with a title and a text
// alternative, and what stands in the text is a citation of it.
import { el } from './dom.js'
import { field, openDialog } from './dialog.js'
import { disarm } from './paste.js'

const KINDS = ['image/png', 'image/jpeg']
const PREVIEW_LIMIT = 5_000_000   // bytes that are shown before they are sent
const TITLE_LENGTH = 300
const ALTERNATIVE_LENGTH = 1000

/** The picture files among what a clipboard or a drop carries. */
export const picturesIn = data => [...(data?.files ?? [])].filter(file => file.type.startsWith('image/'))

/** Whether a clipboard holds a picture alone: Word and Excel add a picture to the text that they copy. */
export function isPictureAlone (data) {
  const html = new DOMParser().parseFromString(disarm(data.getData('text/html')), 'text/html')
  return picturesIn(data).length > 0 && !data.getData('text/plain').trim() && !html.body.textContent.trim() && !html.querySelector('table')
}

function preview (file) {
  if (!file || !KINDS.includes(file.type) || file.size > PREVIEW_LIMIT) return null
  const picture = el('img', { class: 'editor-picture', alt: 'The picture that you are adding' })
  const reader = new FileReader()
  reader.addEventListener('load', () => { picture.src = reader.result })
  reader.readAsDataURL(file)
  return picture
}

const fieldsFor = file => ({
  ...(file ? {} : { file: field('Picture', { type: 'file', accept: KINDS.join(','), hint: 'A PNG or JPEG file' }) }),
  title: field('Title', { hint: 'What the picture is, such as Children in care by age, March 2017', maxlength: TITLE_LENGTH }),
  text_alternative: field('Text alternative', {
    rows: 4, maxlength: ALTERNATIVE_LENGTH,
    hint: 'What somebody who cannot see the picture must know from it. For a chart: what it measures, and what it shows, with the figures that matter. Not “chart” or “picture”.',
  }),
  as_at: field('As at', { type: 'date', hint: 'The day that the picture is true of' }),
})

const NEEDS = {
  title: 'Enter a title that says what the picture is',
  text_alternative: 'Enter a text alternative that says what the picture shows',
  as_at: 'Enter the date that the picture is true of',
  file: 'Choose a PNG or JPEG file',
}

function show (fields, errors) {
  for (const [name, one] of Object.entries(fields)) one.fail(errors[name] ?? '')
  const first = Object.keys(fields).find(name => errors[name])
  if (first) fields[first].input.focus()
}

/** Where `words` stand in a document, as [from, to], or null. */
function standing (doc, words) {
  let found = null
  doc.descendants((node, position) => {
    const at = node.isText && !found ? node.text.indexOf(words) : -1
    if (at >= 0) found = [position + at, position + at + words.length]
  })
  return found
}

/** The citation at the caret, or in the place of the words that stand for the picture. */
function cite (editor, words, attrs) {
  const place = words && standing(editor.state.doc, words)
  editor.chain().insertContentAt(place ? { from: place[0], to: place[1] } : editor.state.selection, { type: 'citation', attrs }).run()
}

/** Take the words away that stand for a picture which nobody wants, and the paragraph that held nothing else. */
function leaveOut (editor, words) {
  const place = words && standing(editor.state.doc, words)
  if (!place) return
  const [from, to] = place
  const { parent, depth } = editor.state.doc.resolve(from)
  const alone = parent.content.size === to - from && depth === 1 && editor.state.doc.childCount > 1
  editor.view.dispatch(alone ? editor.state.tr.delete(from - 1, to + 1) : editor.state.tr.delete(from, to))
}

/** What was typed, or null after saying what is missing. */
function typedIn (fields, file) {
  const typed = Object.fromEntries(['title', 'text_alternative', 'as_at'].map(name => [name, fields[name].input.value.trim()]))
  const wrong = [...Object.keys(typed).filter(name => !typed[name]), ...(file ? [] : ['file'])]
  show(fields, Object.fromEntries(wrong.map(name => [name, NEEDS[name]])))
  if (wrong.length) return null
  const form = new FormData()
  Object.entries(typed).forEach(pair => form.append(...pair))
  form.append('file', file, file.name || `picture.${file.type === KINDS[0] ? 'png' : 'jpg'}`)
  return form
}

const HINT = 'It goes into the evidence library, provisional and restricted until somebody settles its details there. The text cites it.'

/**
 * Ask what a picture is, add it to the library, and cite it at the caret or where its words stand; then the next.
 * Nothing is sent before the main button, so that Cancel leaves nothing behind.
 * @param pictures  [{file, words}]; without any, a file is asked for
 */
export function openPictureDialog (root, editor, evidence, pictures = [], of = pictures.length) {
  const [{ file: given, words } = {}, ...others] = pictures
  const fields = fieldsFor(given)
  const missing = el('p', { class: 'govuk-error-message', role: 'alert', hidden: true })
  let done = false
  const accept = async () => {
    const form = typedIn(fields, given ?? fields.file.input.files[0])
    if (!form) return false
    const item = await evidence.addPicture(root.dataset.pictures, form)
    if (item.errors) {
      show(fields, item.errors)
      missing.textContent = fields.file ? '' : item.errors.file ?? ''
      missing.hidden = !missing.textContent
      return false
    }
    cite(editor, words, { item: item.ref, revision: item.revision, place: '' })
    done = true
  }
  const closed = () => {
    for (const one of done ? [] : pictures) leaveOut(editor, one.words)
    editor.view.focus()
    if (done && others.length) openPictureDialog(root, editor, evidence, others, of)
  }
  openDialog(root, {
    title: `Add a picture as evidence${of > 1 ? ` (${of - others.length} of ${of})` : ''}`,
    parts: [el('p', { class: 'govuk-hint' }, HINT), preview(given), missing, ...Object.values(fields).map(one => one.group)],
    action: 'Add and cite', accept, closed,
    extra: others.length > 0 && ['Leave this one out', () => { leaveOut(editor, words); done = true }],
  })
}
