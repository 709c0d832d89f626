import { documentOf } from './fetch-page.ts'
import { showLocalTimes } from './times.ts'
import type { Place } from './place.ts'

/** Makes the place of a page that has its window to itself. */
export function windowPlace(): Place {
  return {
    root: document,
    get frame() {
      return document.documentElement
    },
    get body() {
      return document.body
    },
    signal: new AbortController().signal,
    hiddenIds: new Set(),
    get address() {
      return location.href
    },
    moveTo: (url, title = document.title) => {
      document.title = title
      history.replaceState(history.state, '', url)
    },
    open: (url) => {
      if (url === location.href) location.reload()
      else location.assign(url)
    },
    follow: ({ href }) => location.assign(href),
    headers: async () => ({}),
    request: (url, options) => fetch(url, options),
    put: (page) => {
      document.documentElement.lang = page.documentElement.lang
      document.title = page.title
      const offers = document.querySelectorAll('body > .undo')
      document.body.replaceChildren(...page.body.childNodes, ...offers)
      showLocalTimes(document, page.documentElement.lang)
    },
    read: documentOf,
  }
}
