// Dialogs for a link's address and for a table's caption and source.
import { CAPTION_LENGTH, isHref, oneLine } from './schema.js'
import { field, openDialog } from './dialog.js'

/** What was typed as an address that works: "www.ofsted.gov.uk" and "me@council.gov.uk" gain their beginnings. */
export function fullAddress (typed) {
  const address = typed.trim()
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || !address) return address
  return address.includes('@') && !address.includes('/') ? `mailto:${address}` : `https://${address}`
}

function setLink (editor, href, words) {
  const chain = editor.chain().extendMarkRange('link')
  if (words) chain.insertContent({ type: 'text', text: words, marks: [{ type: 'link', attrs: { href } }] }).run()
  else chain.setMark('link', { href }).run()
}

export function openLinkDialog (root, editor) {
  const present = editor.getAttributes('link').href
  const needsWords = editor.state.selection.empty && !present
  const address = field('Web or email address', { type: 'text', inputmode: 'url', spellcheck: 'false', value: present ?? '' })
  const words = needsWords && field('Words to show', { hint: 'Leave empty to show the address' })
  openDialog(root, {
    title: present ? 'Change link' : 'Add link',
    parts: [address.group, words ? words.group : null],
    action: 'Save link',
    extra: present && ['Remove link', () => editor.chain().extendMarkRange('link').unsetMark('link').run()],
    accept: () => {
      const href = fullAddress(address.input.value)
      const fine = isHref(href)
      address.fail(fine ? '' : 'Enter an address that begins with https:// or http://, or an email address')
      if (!fine) return false
      setLink(editor, href, needsWords ? words.input.value.trim() || address.input.value.trim() : '')
    },
    closed: () => editor.view.focus(),
  })
}

export function openCaptionDialog (root, editor) {
  const caption = field('Caption of the table', { hint: 'Say what the table shows, and for when', maxlength: CAPTION_LENGTH, value: editor.getAttributes('table').caption ?? '' })
  const source = field('Source (optional)', { hint: 'Where the figures come from, such as a return, its table and its date', maxlength: CAPTION_LENGTH, value: editor.getAttributes('table').source ?? '' })
  const typed = one => oneLine(one.input.value, CAPTION_LENGTH)
  openDialog(root, {
    title: 'Caption and source of the table',
    parts: [caption.group, source.group],
    action: 'Save',
    accept: () => { editor.commands.updateAttributes('table', { caption: typed(caption), source: typed(source) }) },
    closed: () => editor.view.focus(),
  })
}
