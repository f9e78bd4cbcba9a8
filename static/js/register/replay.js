// At the next visit: send what a tab that died left on disk, or offer it beside its cell.
import { isPassing } from "./server.js";

/** Send one record's words as its tab would have; what the cell says after that, or null where it has moved on. */
async function sendAgain(board, { row, cell, version, from, sent, text }) {
  let known = { version, text: from };
  if (sent) known = await attempt(board, { row, cell, exact: true, ...sent });
  if (known?.removed || (sent && known?.text !== sent.text)) return known?.removed ? known : null;
  if (known.text === text) return known;
  return attempt(board, { row, cell, exact: true, version: known.version, text, name: board.newName() });
}

async function attempt(board, typed) {
  for (;;) {
    const { status, body } = await board.server.cell(typed);
    if (status === 200) return body;
    if (status === 410) return { removed: true, by: body.by };
    if (!isPassing(status) && status !== 401 && status !== 403) return null;
    await board.wait(status, body);
  }
}

async function replayCell(board, record) {
  const found = await sendAgain(board, record);
  if (found && !found.removed) {
    board.row(record.row)?.cells.get(record.cell)?.receive({ ...found, name: board.client });
    return board.store.keep(record.key, null);
  }
  const cell = board.row(record.row)?.cells.get(record.cell);
  if (cell && !found?.removed && cell.text === record.text) return board.store.keep(record.key, null);
  return cell && !found?.removed ? cell.offer(record) : board.lostRow(record, found?.by);
}

/** Everything that this person left here; true if there was anything. */
export async function replay(board) {
  const records = await board.store.left(board.base, board.person, board.client).catch(() => []);
  for (const record of records) {
    if (record.kind === "cell") await replayCell(board, record);
    else {
      const row = board.addRow({ name: record.name, cells: record.cells });
      row.begin();
      board.store.keep(record.key, null); // kept from now on as this tab's own
    }
  }
  return records.length > 0;
}
