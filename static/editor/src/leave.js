// Leaving the page with words still on their way: the next page must already show them.

const PATIENCE = 2000   // ms a click waits for the server; the words are on this computer's disk anyway

const later = ms => new Promise(resolve => setTimeout(resolve, ms))

const leads = (link, event) => link && !link.target && !link.hasAttribute('download') && event.button === 0 &&
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && link.href.split('#')[0] !== location.href.split('#')[0]

/** Hold links and forms outside the editor until `sync` has sent what waits, or for as long as is polite. */
export function sendBeforeLeaving (root, sync) {
  let going = false
  const hold = async (event, go) => {
    if (going || event.defaultPrevented || !sync.pending() || sync.trouble) return
    event.preventDefault()
    await Promise.race([sync.hurry(), later(PATIENCE)])
    going = true
    go()
    going = false
  }
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]')
    if (leads(link, event) && !root.querySelector('.ProseMirror').contains(link)) hold(event, () => location.assign(link.href))
  })
  document.addEventListener('submit', event => {
    const { target: form, submitter } = event
    if (!root.contains(form)) hold(event, () => form.requestSubmit(submitter))
  })
}
