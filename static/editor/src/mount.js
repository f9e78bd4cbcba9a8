// Puts the editor in the place of the plain form, once the document is here and fits the schema.
import { Editor, Extension, getSchema } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import { collab } from 'prosemirror-collab'
import { openAttribution } from './attribution.js'
import { carets } from './carets.js'
import { openFiguresDialog } from './choosefigures.js'
import { citationChip, openCitationDialog } from './cite.js'
import { Comments, commentMarks } from './comments.js'
import { justClosed } from './dialog.js'
import { el, uniqueId } from './dom.js'
import { Evidence } from './evidence.js'
import { Figures } from './figures.js'
import { followWords } from './gauge.js'
import { figureChip, indicatorBlock } from './indicator.js'
import { help, keys } from './keys.js'
import { sendBeforeLeaving } from './leave.js'
import { openCaptionDialog, openLinkDialog } from './links.js'
import { PastedPictures } from './pastepictures.js'
import { isPictureAlone, openPictureDialog, picturesIn } from './pictures.js'
import { tableFrom } from './plaintable.js'
import { announcer } from './popup.js'
import { Presence } from './presence.js'
import { Preview } from './preview.js'
import { stayAlive, sweep } from './replay.js'
import { extensions } from './schema.js'
import { isPassing, Server } from './server.js'
import { slashMenu } from './slash.js'
import { Status } from './status.js'
import { newId, Store } from './store.js'
import { Stream } from './stream.js'
import { Suggestions } from './suggestions.js'
import { Sync } from './sync.js'
import { Toolbar } from './toolbar.js'
import { plainText } from './words.js'

const SCHEMA_VERSION = 4
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
    report: (state, detail, reason) => status.show(state, detail, reason),
    evidence: new Evidence(root.dataset.evidenceSearch, server, data ? JSON.parse(data) : []),
    figures: new Figures(root.dataset.figures, server),
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
    const open = acts.opens(node)
    if (!justClosed()) open?.()
    return Boolean(open)
  },
  handleDOMEvents: { paste: (_view, { clipboardData }) => { acts.pasted.note(clipboardData) } },
  transformPastedHTML: html => acts.pasted.plain(html),
  clipboardTextParser: (text, _context, _plain, view) => tableFrom(text, view.state.schema),
  handlePaste: (_view, { clipboardData }) => Boolean(acts.openPicture && isPictureAlone(clipboardData)) && acts.takePictures(picturesIn(clipboardData).map(file => ({ file }))),
  handleDrop: (view, event, _slice, moved) => {
    const files = moved ? [] : picturesIn(event.dataTransfer)
    const at = files.length && acts.openPicture && view.posAtCoords({ left: event.clientX, top: event.clientY })
    if (!at) return false
    view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))))
    return acts.takePictures(files.map(file => ({ file })))
  },
  // The server's database cannot hold this character.
  transformPastedText: text => text.replaceAll('\0', ''),
})

const SHOWN = ['citation', 'figure', 'indicator']   // by views of their own

function createEditor ({ root, clientID, evidence, figures, suggestions }, start, acts, helpId, { area, say }) {
  const views = [citationChip(evidence, new Preview(area, evidence, say)), figureChip(figures), indicatorBlock(figures, acts.tell)]
  const own = Extension.create({ name: 'candourSync', addProseMirrorPlugins: () => [collab({ version: start.version, clientID }), carets()] })
  return new Editor({
    element: area,
    content: start.doc,
    injectCSS: false,
    enableContentCheck: true,
    extensions: [...extensions().filter(one => !SHOWN.includes(one.name)), ...views, own, keys(acts), slashMenu(acts, area, say), commentMarks(acts.seen), suggestions.extension],
    editorProps: editorProps(root, acts, helpId),
  })
}

function connect (context, editor, text) {
  const sync = new Sync({ ...context, text, view: editor.view })
  editor.on('transaction', ({ transaction }) => transaction.docChanged && sync.changed())
  addEventListener('pagehide', () => sync.leave())
  document.addEventListener('visibilitychange', () => document.hidden && sync.hurry())   // it may never be shown again
  addEventListener('focus', () => sync.hurry())
  addEventListener('online', () => sync.hurry())
  addEventListener('beforeunload', event => {
    const safe = context.store.working && !(sync.pending() && sync.trouble)
    if (!safe) event.preventDefault()
  })
  sendBeforeLeaving(context.root, sync)
  sync.flushRescued().catch(() => {})
  context.stream = new Stream(context.server, sync)
  if (!isPrivate(context.root)) meetOthers(context, editor, sync)
  return sync
}

/** A draft that its author alone sees, such as one of suggestions. */
const isPrivate = root => 'private' in root.dataset

/** Show who else is here and what they say beside the text, and hear of it as it happens. */
function meetOthers (context, editor, sync) {
  const { root, stream } = context
  const presence = context.presence = new Presence(context, editor, sync)
  stream.on('presence', signs => presence.receive(signs))
  stream.on('again', () => presence.sayHere())
  for (const news of ['comments', 'suggestions']) {
    for (const name of [news, 'again']) stream.on(name, () => document.dispatchEvent(new CustomEvent(`candour:${news}`)))
  }
  context.suggestions.start(editor, sync)
  root.candourComments = new Comments(editor, sync)
  document.dispatchEvent(new CustomEvent('candour:editor', { detail: root.candourComments }))
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

/** Ways to bring a picture in, where this person may add to the library. */
const pictureActs = (root, editorNow, evidence) => root.dataset.pictures
  ? {
      openPicture: () => openPictureDialog(root, editorNow(), evidence),
      takePictures: pictures => { openPictureDialog(root, editorNow(), evidence, pictures); return true },
    }
  : {}

/** What only makes sense where others write too. */
const actsTogether = (root, openAttribution) => ({
  openAttribution,
  comment: () => root.candourComments?.choose(),
  toComment: () => root.candourComments?.goTo(),
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
    openFigures: () => openFiguresDialog(root, editor, context.figures, acts.tell),
    opens: node => ({ citation: acts.openCitation, figure: acts.openFigures, indicator: acts.openFigures })[node?.type.name],
    openCaption: () => openCaptionDialog(root, editor),
    focusToolbar: () => toolbar.focus(),
    tell: sentence => context.status.tell(sentence),
    ...pictureActs(root, () => editor, context.evidence),
    ...isPrivate(root) ? {} : actsTogether(root, () => openAttribution(context, editor, sync)),
    seen: (view, before) => root.candourComments?.seen(view, before),
  }
  acts.pasted = new PastedPictures(acts.takePictures, acts.tell)
  const { element: said, say } = announcer()
  context.suggestions = new Suggestions(root, context)
  const editor = createEditor(context, start, acts, helpId, { area, say })
  const toolbar = new Toolbar(editor, acts)
  root.querySelectorAll(':scope > form').forEach(form => { form.hidden = true })
  const sync = connect(context, editor, start.text)
  const { presence, status, suggestions } = context
  root.append(...[
    presence?.line.element, toolbar.element, area, said, ...followWords(root, editor), status.line, suggestions.line,
    status.notices, presence?.announcer.region, help(helpId),
  ].filter(Boolean))
  root.classList.add('editor--ready')
  return hooks(editor, sync)
}
