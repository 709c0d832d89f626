import { announce, announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
import { replaceContent } from './region.ts'

/** Sends a file to import, and shows how far it has come. */
export function importWithProgress(place: Place): void {
  listen(place, 'submit', (event) => {
    const form = event.target as HTMLFormElement
    if (!form.matches('[data-import]')) return
    event.preventDefault()
    void send(place, form)
  })
}

/** `fetch` does not tell how much of a body was sent; this older way does. */
async function send(place: Place, form: HTMLFormElement): Promise<void> {
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
    announce(place, bar.dataset['reading'] ?? '')
  })
  request.addEventListener('loadend', () => {
    button.disabled = false
    bar.hidden = true
    if (request.status === 0) announceFailure(place)
    else showAnswer(place, request)
  })
  const fields = new FormData(form)
  bar.hidden = false
  bar.value = 0
  button.disabled = true
  const headers = await place.headers()
  request.open('POST', form.action)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.send(fields)
}

function showAnswer(place: Place, { responseText, responseURL }: XMLHttpRequest): void {
  const page = place.read(responseText, responseURL)
  if (replaceContent(place, { page, url: place.address })) place.root.getElementById('content')?.focus()
  else place.open(place.address)
}
