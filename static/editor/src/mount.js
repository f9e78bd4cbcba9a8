// Puts the editor in the place of the plain form, once the document is here and fits the schema.
import { Editor, Extension, getSchema } from '@tiptap/core'
import { collab } from 'prosemirror-collab'
import { citationChip, openCitationDialog } from './cite.js'
import { el, uniqueId } from './dom.js'
import { Evidence } from './evidence.js'
import { help, keys } from './keys.js'
import { sendBeforeLeaving } from './leave.js'
import { openCaptionDialog, openLinkDialog } from './links.js'
import { plainPaste } from './paste.js'
import { stayAlive, sweep } from './replay.js'
import { extensions } from './schema.js'
import { isPassing, Server } from './server.js'
import { Status } from './status.js'
import { newId, Store } from './store.js'
import { Stream } from './stream.js'
import { Suggestions } from './suggestions.js'
import { Sync } from './sync.js'
import { Toolbar } from './toolbar.js'
import { plainText } from './words.js'

const SCHEMA_VERSION = 1
const SWEEP = 20_000         // ms between looks for what dead tabs left
const SWEEP_PATIENCE = 5000  // ms the editor waits for that before it opens
const LOAD_RETRY = 2000

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** Everything about one response that does not need the editor on screen. */
function contextOf (root) {
  const { base, csrf, user } = root.dataset
  const store = new Store()
  const status = new Status(store, root.dataset.recovered)
  const data = root.querySelector('script[data-citations]')?.textContent
  const server = new Server({ base, csrf, user })
  return {
    root, user, store, status, server, clientID: newId(), schema: getSchema(extensions()),
    report: (state, detail) => status.show(state, detail),
    evidence: new Evidence(root.dataset.evidenceSearch, server, data ? JSON.parse(data) : []),
  }
}

/** Send what dead tabs left, now and while this page is open; waits for the first look only so long. */
async function finishOldWork (context) {
  const look = async () => {
    const done = await sweep(context).catch(() => true)
    if (!done) setTimeout(look, SWEEP)
  }
  await Promise.race([look(), pause(SWEEP_PATIENCE)])
}

/** The document to edit, or null where this program cannot edit it and the plain form must do. */
async function load ({ server, schema }) {
  for (;;) {
    const { status, body } = await server.doc()
    if (isPassing(status)) { await pause(LOAD_RETRY); continue }
    if (status !== 200 || body.schema_version !== SCHEMA_VERSION) return null
    try {
      schema.nodeFromJSON(body.doc).check()
      return body
    } catch {
      return null
    }
  }
}

/** Somebody has begun to write in the plain form: leave it to them. */
const formInUse = root => [...root.querySelectorAll('textarea')].some(area => area.value !== area.defaultValue)

const editorProps = (root, acts, helpId) => ({
  attributes: {
    id: uniqueId('text'), role: 'textbox', 'aria-multiline': 'true', 'aria-describedby': helpId, spellcheck: 'true', lang: 'en-GB',
    ...(root.dataset.labelledby ? { 'aria-labelledby': root.dataset.labelledby } : { 'aria-label': 'Your response' }),
  },
  handleDoubleClickOn: (_view, _pos, node) => {
    const onCitation = node.type.name === 'citation'
    if (onCitation) acts.openCitation()
    return onCitation
  },
  transformPastedHTML: plainPaste,
  // The server's database cannot hold this character.
  transformPastedText: text => text.replaceAll('\0', ''),
})

function createEditor ({ root, clientID, evidence, suggestions }, start, acts, helpId, area) {
  const own = Extension.create({ name: 'candourSync', addProseMirrorPlugins: () => [collab({ version: start.version, clientID })] })
  return new Editor({
    element: area,
    content: start.doc,
    injectCSS: false,
    enableContentCheck: true,
    extensions: [...extensions().filter(one => one.name !== 'citation'), citationChip(evidence), own, suggestions.extension, keys(acts)],
    editorProps: editorProps(root, acts, helpId),
  })
}

function connect (context, editor) {
  const sync = new Sync({ ...context, view: editor.view })
  editor.on('transaction', ({ transaction }) => transaction.docChanged && sync.changed())
  addEventListener('pagehide', () => sync.hurry())
  addEventListener('focus', () => sync.hurry())
  addEventListener('online', () => sync.hurry())
  addEventListener('beforeunload', event => {
    const safe = !sync.pending() || (context.store.working && !sync.trouble)
    if (!safe) event.preventDefault()
  })
  sendBeforeLeaving(context.root, sync)
  sync.flushRescued().catch(() => {})
  context.stream = new Stream(context.server, sync)
  context.suggestions.start(editor, sync)
  return sync
}

/** What tests may look at. */
const hooks = (editor, sync) => ({
  editor,
  sync,
  version: () => sync.version,
  pending: () => sync.pending()?.steps.length ?? 0,
  text: () => plainText(editor.state.doc),
  json: () => editor.getJSON(),
})

/** Turn one `[data-editor]` into an editor; resolves to its hooks, or to null where the plain form stays. */
export async function mount (root) {
  const context = contextOf(root)
  stayAlive(context.clientID)
  await finishOldWork(context)
  const start = await load(context)
  if (!start || formInUse(root)) return null
  const area = el('div', { class: 'editor-area' })
  const helpId = uniqueId('help')
  const acts = {
    openLink: () => openLinkDialog(root, editor),
    openCitation: () => openCitationDialog(root, editor, context.evidence),
    openCaption: () => openCaptionDialog(root, editor),
    focusToolbar: () => toolbar.focus(),
  }
  context.suggestions = new Suggestions(root, context)
  const editor = createEditor(context, start, acts, helpId, area)
  const toolbar = new Toolbar(editor, acts)
  root.querySelectorAll(':scope > form').forEach(form => { form.hidden = true })
  root.append(toolbar.element, area, context.status.line, context.suggestions.line, context.status.notices, help(helpId))
  root.classList.add('editor--ready')
  return hooks(editor, connect(context, editor))
}
