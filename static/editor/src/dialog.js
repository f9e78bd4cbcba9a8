// Small dialogs in the page's own patterns: label, hint, error, two buttons; Escape closes, focus returns.
import { el, uniqueId } from './dom.js'

/** A labelled field of one line, or of several `rows`, with hint and room for an error: {group, input, fail(sentence)}. */
export function field (label, { hint, value = '', type = 'text', rows, ...attributes } = {}) {
  const id = uniqueId('field')
  const hintId = hint && `${id}-hint`
  const look = rows ? 'govuk-textarea' : type === 'file' ? 'govuk-file-upload' : 'govuk-input'
  const input = el(rows ? 'textarea' : 'input', { class: look, id, autocomplete: 'off', 'aria-describedby': hintId, ...(rows ? { rows } : { type }), ...attributes })
  if (type !== 'file') input.value = value
  const error = el('p', { class: 'govuk-error-message', id: `${id}-error`, hidden: true })
  const group = el('div', { class: 'govuk-form-group' },
    el('label', { class: 'govuk-label', for: id }, label),
    hint ? el('div', { class: 'govuk-hint', id: hintId }, hint) : null, error, input)
  const fail = sentence => {
    error.hidden = !sentence
    error.textContent = sentence
    group.classList.toggle('govuk-form-group--error', Boolean(sentence))
    input.classList.toggle('govuk-input--error', Boolean(sentence))
    input.setAttribute('aria-describedby', [hintId, sentence && error.id].filter(Boolean).join(' '))
    if (sentence) input.focus()
  }
  return { group, input, fail }
}

/** A labelled list to choose one of: {group, input}; `options` are [value, words]. */
export function choice (label, options, value) {
  const id = uniqueId('choice')
  const input = el('select', { class: 'govuk-select', id }, options.map(([one, words]) => el('option', { value: one }, words)))
  input.value = value
  return { group: el('div', { class: 'govuk-form-group' }, el('label', { class: 'govuk-label', for: id }, label), input), input }
}

const button = (words, secondary, onclick) => el('button',
  { type: onclick ? 'button' : 'submit', class: `govuk-button${secondary ? ' govuk-button--secondary' : ''}`, onclick }, words)

const SECOND_CLICK = 500   // milliseconds within which two clicks are one double click
let closedAt = -Infinity

/** Whether a dialog has just been closed: a click before it opened and one after it are no double click. */
export const justClosed = () => performance.now() - closedAt < SECOND_CLICK

/**
 * Show a dialog until it is done with.
 * @param accept  called on the main button; returns false, or a promise of it, to stay open
 * @param extra   [words, act] of a third button, which also closes
 * @param closed  called after closing, however it came about
 */
export function openDialog (root, { title, parts, action, accept, extra, closed }) {
  const heading = el('h2', { class: 'govuk-heading-m', id: uniqueId('title') }, title)
  const dialog = el('dialog', { class: 'editor-dialog', 'aria-labelledby': heading.id })
  // At once, not on the browser's later event: what is typed next belongs in the text.
  const leave = () => { dialog.close(); finish() }
  const finish = () => {
    if (!dialog.isConnected) return
    dialog.remove()
    closedAt = performance.now()
    closed()
  }
  const third = extra && button(extra[0], true, () => { extra[1](); leave() })
  let busy = false
  const submit = async event => {
    event.preventDefault()
    if (busy) return
    const done = accept()
    busy = done instanceof Promise
    if ((busy ? await done : done) !== false) leave()
    busy = false
  }
  const form = el('form', { method: 'dialog', novalidate: true, onsubmit: submit },
    heading, parts, el('div', { class: 'govuk-button-group' }, button(action), third || null, button('Cancel', true, leave)))
  dialog.append(form)
  dialog.addEventListener('close', finish)
  root.append(dialog)
  dialog.showModal()
  form.querySelector('input')?.focus()
  return dialog
}
