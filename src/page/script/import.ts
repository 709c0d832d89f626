import { documentOf } from './fetch-page.ts'
import { announce, announceFailure } from './live.ts'
import { replaceContent } from './region.ts'

/** Sends a file to import, and shows how far it has come. */
export function importWithProgress(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (!form.matches('[data-import]')) return
    event.preventDefault()
    send(form)
  })
}

/** `fetch` does not tell how much of a body was sent; this older way does. */
function send(form: HTMLFormElement): void {
  const bar = form.querySelector('progress')
  const button = form.querySelector('button')
  if (bar === null || button === null) return
  const request = new XMLHttpRequest()
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    if (total > 0) bar.value = loaded / total
  })
  request.upload.addEventListener('load', () => {
    // From here on the server reads the file, and tells nothing until its end.
    bar.removeAttribute('value')
    announce(bar.dataset['reading'] ?? '')
  })
  request.addEventListener('loadend', () => {
    button.disabled = false
    bar.hidden = true
    if (request.status === 0) announceFailure()
    else if (!replaceContent({ page: documentOf(request.responseText), url: location.href }))
      location.reload()
    else document.getElementById('content')?.focus()
  })
  bar.hidden = false
  bar.value = 0
  button.disabled = true
  request.open('POST', form.action)
  request.send(new FormData(form))
}
