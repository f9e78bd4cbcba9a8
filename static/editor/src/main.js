// Every response on the page that asks for the editor gets it.
import { mount } from './mount.js'

for (const root of document.querySelectorAll('[data-editor]')) {
  mount(root).then(hooks => { if (hooks) window.candourEditor ??= hooks })
}
