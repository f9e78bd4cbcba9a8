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

/**
 * Ask what the picture is, add it to the library, and cite it at the caret; the next of several follows.
 * Nothing is sent before the main button, so that Cancel leaves nothing behind.
 */
export function openPictureDialog (root, editor, evidence, files = []) {
  const [given, ...others] = files
  const fields = fieldsFor(given)
  const missing = el('p', { class: 'govuk-error-message', role: 'alert', hidden: true })
  const chosen = () => given ?? fields.file.input.files[0]
  let added = false
  const accept = async () => {
    const typed = Object.fromEntries(['title', 'text_alternative', 'as_at'].map(name => [name, fields[name].input.value.trim()]))
    const wrong = [...Object.keys(typed).filter(name => !typed[name]), ...(chosen() ? [] : ['file'])]
    show(fields, Object.fromEntries(wrong.map(name => [name, NEEDS[name]])))
    if (wrong.length) return false
    const form = new FormData()
    Object.entries(typed).forEach(pair => form.append(...pair))
    form.append('file', chosen(), chosen().name || `picture.${chosen().type === KINDS[0] ? 'png' : 'jpg'}`)
    const item = await evidence.addPicture(root.dataset.pictures, form)
    if (item.errors) {
      show(fields, item.errors)
      missing.textContent = fields.file ? '' : item.errors.file ?? ''
      missing.hidden = !missing.textContent
      return false
    }
    editor.chain().insertContent({ type: 'citation', attrs: { item: item.ref, revision: item.revision, place: '' } }).run()
    added = true
  }
  openDialog(root, {
    title: 'Add a picture as evidence',
    parts: [el('p', { class: 'govuk-hint' }, 'It goes into the evidence library, provisional and restricted until somebody settles its details there. The text cites it.'),
      preview(given), missing, ...Object.values(fields).map(one => one.group)],
    action: 'Add and cite',
    accept,
    closed: () => {
      editor.view.focus()
      if (added && others.length) openPictureDialog(root, editor, evidence, others)
    },
  })
}
