// While nothing can be sent, what was typed is put together into fewer steps. Ten minutes of single letters would take
// long to write to disk after every key, and minutes to be moved over what others wrote meanwhile.
import RopeSequence from 'rope-sequence'

const historyOf = state => state.plugins.find(({ key }) => key.startsWith('history$'))

/** Two unconfirmed changes as one, or null: as steps, as what undoes them, and as the history's item. */
function joined (a, b) {
  const step = a.change.step.merge(b.change.step)
  const inverted = b.change.inverted.merge(a.change.inverted)
  const item = a.item.merge(b.item)   // none where undo would stop between the two
  return step && inverted && item ? { change: { step, inverted, origin: b.change.origin }, item } : null
}

/**
 * The transaction that puts the unconfirmed steps of `state` from the one numbered `from` on together, or null where
 * there is nothing to gain. `collab` is the plugin that holds them. The history has an item for each of them, as long
 * as nothing was undone: the two stay alike, since a rebase counts on it.
 */
export function compacted (state, collab, from) {
  const history = historyOf(state)
  const { version, unconfirmed } = collab.getState(state)
  const held = history?.getState(state)
  if (!held || unconfirmed.length - from < 2 || held.undone.items.length || held.done.items.length < unconfirmed.length) return null
  const items = []
  held.done.items.forEach(item => { items.push(item) })
  const own = items.slice(-unconfirmed.length)
  if (items.some(item => item.mirrorOffset !== undefined) || own.some(item => !item.step)) return null
  const pairs = unconfirmed.map((change, at) => ({ change, item: own[at] }))
  const kept = pairs.slice(0, from + 1)
  for (const pair of pairs.slice(from + 1)) {
    const one = joined(kept.at(-1), pair)
    if (one) kept[kept.length - 1] = one
    else kept.push(pair)
  }
  if (kept.length === pairs.length) return null
  const before = items.slice(0, -unconfirmed.length)
  const done = new held.done.constructor(RopeSequence.from([...before, ...kept.map(pair => pair.item)]), held.done.eventCount)
  const historyState = Object.assign(Object.create(Object.getPrototypeOf(held)), held, { done })
  return state.tr.setMeta(history, { historyState }).setMeta(collab, { version, unconfirmed: kept.map(pair => pair.change) })
}
