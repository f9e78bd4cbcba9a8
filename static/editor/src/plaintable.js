// Plain text as a spreadsheet copies it, rows by line and cells by tab, as a table.
import { Fragment, Slice } from '@tiptap/pm/model'

const MOST_CELLS = 20_000

/** The rows of tab-separated text, a quoted cell with its line ends and tabs in it; null if it is no table. */
export function rowsOf (text) {
  const rows = [[]]
  // Each match is a cell and what ends it: a tab, a line end, or the end of the text.
  for (const [, quoted, plain, end] of text.replace(/\r\n?/g, '\n').replace(/\n$/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\n') rows.push([])
    if (end === '') break
  }
  const width = rows[0].length
  const fits = width > 1 && rows.every(row => row.length === width) && width * rows.length <= MOST_CELLS
  return fits && rows.some(row => row.some(cell => cell.trim())) ? rows : null
}

/** A slice that holds the table, or null where the text is none. */
export function tableFrom (text, schema) {
  const rows = rowsOf(text)
  if (!rows) return null
  const { table, tableRow, tableCell, paragraph } = schema.nodes
  const paragraphs = cell => cell.split('\n').map(line => paragraph.create(null, line.trim() ? schema.text(line.trim()) : null))
  const made = rows.map(row => tableRow.create(null, row.map(cell => tableCell.create(null, paragraphs(cell)))))
  return new Slice(Fragment.from(table.create(null, made)), 0, 0)
}
