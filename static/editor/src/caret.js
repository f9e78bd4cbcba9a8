// A browser moves the caret at once and says so a moment later. Whatever changes the editor's state in between,
// by itself and not in answer to a key, would put the caret back, and the next words into another place.

/** Let the view learn where the caret is now; to be called before such a change. */
export const seeCaret = view => { view.domObserver?.flush() }
