// What goes on from a word stays with that word, and who begins a new paragraph behind it comes after: whatever two
// people put in at one place at the same moment, neither tears the other's words.
import { ReplaceStep } from '@tiptap/pm/transform'

const { map } = ReplaceStep.prototype

ReplaceStep.prototype.map = function (mapping) {
  ReplaceStep.MAP_BIAS = this.slice.openStart && !this.goesOn ? 1 : -1
  return map.call(this, mapping)
}

/** Note which of `steps`, made one after another, begin where the one before them ended. */
export function noteRuns (steps) {
  steps.forEach((step, at) => {
    const before = steps[at - 1]
    step.goesOn = Boolean(before?.slice) && before.from + before.slice.size === step.from
  })
}
