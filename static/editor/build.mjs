// Writes app/richtext/schema.json and, in static/js, editor.js with its lock and licences; the same sources
// and the same package-lock.json give the same bytes. Run after `npm ci`.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { getSchema } from '@tiptap/core'
import * as esbuild from 'esbuild'
import { extensions } from './src/schema.js'

const SIZE_LIMIT = 180_000   // bytes, gzipped
const here = path => fileURLToPath(new URL(path, import.meta.url))

// Only what Python's schema understands: parsing and rendering of HTML stay in the browser.
const KEPT = ['content', 'marks', 'group', 'inline', 'atom', 'selectable', 'code', 'whitespace', 'defining',
  'definingAsContext', 'definingForContent', 'isolating', 'tableRole', 'linebreakReplacement',
  'inclusive', 'excludes', 'spanning']

/** The part of a node's or mark's specification that is data, with its attributes' defaults. */
function plain (spec) {
  const kept = Object.fromEntries(KEPT.filter(key => spec[key] !== undefined).map(key => [key, spec[key]]))
  const attrs = Object.entries(spec.attrs || {}).map(([name, a]) => [name, 'default' in a ? { default: a.default } : {}])
  return attrs.length ? { ...kept, attrs: Object.fromEntries(attrs) } : kept
}

function schemaSpec () {
  const schema = getSchema(extensions())
  const each = types => Object.fromEntries(Object.entries(types).map(([name, type]) => [name, plain(type.spec)]))
  return { topNode: schema.topNodeType.name, nodes: each(schema.nodes), marks: each(schema.marks) }
}

async function bundle () {
  const result = await esbuild.build({
    absWorkingDir: here('.'), entryPoints: ['src/main.js'], bundle: true, minify: true, write: false,
    format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'inline', metafile: true,
  })
  return { code: result.outputFiles[0].contents, inputs: Object.keys(result.metafile.inputs) }
}

/** Name, version and licence of every package with code in the bundle. */
function packagesOf (inputs) {
  const names = inputs.map(path => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean)
  return [...new Set(names)].sort().map(name => {
    const { version, license } = JSON.parse(readFileSync(here(`node_modules/${name}/package.json`)))
    return { name, version, license }
  })
}

/** The licences of those packages, which ask to travel with their code. */
const licences = packages => packages.map(({ name, version }) => {
  const file = readdirSync(here(`node_modules/${name}`)).find(entry => /^licen[cs]e/i.test(entry))
  const text = file ? readFileSync(here(`node_modules/${name}/${file}`), 'utf8').trim() : 'MIT licence'
  return `${name} ${version}\n\n${text}\n`
}).join('\n---\n\n')

writeFileSync(here('../../app/richtext/schema.json'), JSON.stringify(schemaSpec(), null, 1) + '\n')
if (!process.argv.includes('--schema-only')) {
  const { code, inputs } = await bundle()
  const gzipped = gzipSync(code, { level: 9 }).length
  if (gzipped > SIZE_LIMIT) throw new Error(`The bundle is ${gzipped} bytes gzipped, over ${SIZE_LIMIT}.`)
  mkdirSync(here('../js'), { recursive: true })
  writeFileSync(here('../js/editor.js'), code)
  const packages = packagesOf(inputs)
  const sha384 = 'sha384-' + createHash('sha384').update(code).digest('base64')
  const lock = { file: 'editor.js', bytes: code.length, gzipped, sha384, packages }
  writeFileSync(here('../js/editor.LICENCES.txt'), licences(packages))
  writeFileSync(here('../js/editor.lock.json'), JSON.stringify(lock, null, 1) + '\n')
  console.log(`editor.js: ${code.length} bytes, ${gzipped} gzipped`)
}
