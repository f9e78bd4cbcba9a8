// What others suggest, shown where it belongs in the text: old words struck, new ones beside them with their author
// and two buttons. None of it is in the text until somebody accepts it.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { seeCaret } from './caret.js'
import { el } from './dom.js'

const SETTLE = 600        // ms between looks while the text here and on the server are not the same yet
const key = new PluginKey('suggestions')
const HOLLOW = ['table', 'tableRow', 'bulletList', 'orderedList']   // nothing but their own parts can stand in these

/** Where a button can stand that belongs to a place of the document: behind tables and lists, not between their parts. */
function outside (doc, pos) {
  let place = doc.resolve(pos)
  while (HOLLOW.includes(place.parent.type.name)) place = doc.resolve(place.after())
  return place.pos
}

function widget (item, act) {
  const button = (name, words) => el('button', { type: 'button', class: 'editor-suggestion__act', onclick: () => act(name, item.id) },
    words, el('span', { class: 'govuk-visually-hidden' }, ` what ${item.by} suggests`))
  return el('span', { class: 'editor-suggestion', contenteditable: 'false', 'data-suggestion': item.id },
    item.new ? el('ins', {}, el('span', { class: 'govuk-visually-hidden' }, 'suggested: '), item.new) : null,
    el('span', { class: 'editor-suggestion__by' }, item.by, item.new ? '' : item.old ? ' would remove this' : ' suggests an empty line'),
    button('accept', 'Accept'), button('reject', 'Reject'))
}

const show = (doc, items, act) => DecorationSet.create(doc, items.flatMap(item => [
  ...(item.to > item.from ? [Decoration.inline(item.from, item.to, { class: 'editor-suggested-out' })] : []),
  Decoration.widget(outside(doc, item.to), () => widget(item, act), { side: 1, key: `suggestion-${item.id}`, stopEvent: () => true, ignoreSelection: true }),
]))

/** Items after a change of the document; one whose own words it changed is left out until the server says what it is now. */
function follow (items, mapping) {
  return items.map(item => ({ ...item, from: mapping.map(item.from, 1), to: mapping.map(item.to, item.to > item.from ? -1 : 1), size: item.to - item.from }))
    .filter(item => item.to - item.from === item.size)
}

function plugin (act, touched) {
  const drawn = (doc, items) => ({ items, set: show(doc, items, act) })
  return new Plugin({
    key,
    state: {
      init: (_, { doc }) => drawn(doc, []),
      apply (tr, before) {
        const fresh = tr.getMeta(key)
        if (fresh) return drawn(tr.doc, fresh)
        if (!tr.docChanged || !before.items.length) return before
        const items = follow(before.items, tr.mapping)
        if (items.length < before.items.length) touched()
        return drawn(tr.doc, items)
      },
    },
    props: { decorations: state => key.getState(state).set },
  })
}

/** Suggestions of one answer in its editor and in the list beside it. */
export class Suggestions {
  #sync = null
  #timer = 0

  constructor (root, context) {
    this.base = root.dataset.suggestions
    this.server = context.server
    this.line = el('p', { class: 'editor-decided', role: 'status' })
    this.extension = Extension.create({
      name: 'candourSuggestions',
      addProseMirrorPlugins: () => this.base ? [plugin((act, id) => this.decide(`${this.base}/${act}`, [['change', id]]), () => this.look())] : [],
    })
  }

  start (editor, sync) {
    if (!this.base) return
    this.editor = editor
    this.#sync = sync
    document.addEventListener('candour:suggestions', () => this.look())
    document.addEventListener('submit', event => this.#submit(event), true)
    this.#show()
  }

  /** Ask again what is open, once things have settled. */
  look () {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#show(), SETTLE)
  }

  async #show () {
    const { status, body } = await this.server.call(`${this.base}/places`)
    if (status !== 200) return
    this.#count(body.waiting)
    const { view } = this.editor
    if (body.version !== this.#sync.version) return body.items.length || key.getState(view.state).items.length ? this.look() : undefined
    seeCaret(view)   // which may take typing in: only then is known what waits to be sent
    let { items } = body
    for (const step of this.#sync.pending()?.steps ?? []) items = follow(items, step.getMap())
    view.dispatch(view.state.tr.setMeta(key, items).setMeta('addToHistory', false))
    this.#refreshList()
  }

  #count (waiting) {
    const tab = document.querySelector('.cd-tabs__link[href*="beside=suggestions"] .cd-tabs__count')
    if (tab) tab.textContent = `(${waiting})`
  }

  async #refreshList () {
    const list = document.querySelector('[data-suggestion-list]')
    if (!list) return
    const response = await fetch(this.base, { headers: { accept: 'text/html' } }).catch(() => null)
    const fresh = response?.ok && new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-suggestion-list]')
    if (!fresh || fresh.textContent === list.textContent) return
    const focused = list.contains(document.activeElement)
    list.replaceWith(document.adoptNode(fresh))
    if (focused) (fresh.querySelector('button') ?? this.line).focus()
  }

  /** Forms of the list decide without leaving the editor. */
  #submit (event) {
    if (!event.target.closest('[data-suggestion-list]')) return
    event.preventDefault()
    this.decide(event.target.action, [...new FormData(event.target)])
  }

  async decide (url, fields) {
    await this.#sync.hurry()
    const { status, body } = await this.#post(url, fields)
    const told = status === 200 ? body.told : body?.error ?? 'The server could not be reached. Try again.'
    const undo = body?.undo && el('button', { type: 'button', class: 'cd-link-button', onclick: () => this.decide(body.undo, []) }, 'Undo')
    this.line.replaceChildren(told, ' ', undo || '')
    await this.#sync.catchUp()
    this.look()
  }

  async #post (url, fields) {
    try {
      const headers = { accept: 'application/json', 'x-csrf-token': this.server.csrf }
      const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) })
      return { status: response.status, body: await response.json() }
    } catch {
      return { status: 0 }
    }
  }
}
