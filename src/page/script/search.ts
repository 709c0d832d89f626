import { fetchPage, fieldsOf } from './place/fetch-page.ts'
import { announce, announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
import { replaceRegion } from './region.ts'

/** Finds as a person types or changes a filter. Typing never waits: a key ends the request of the key before. */
export function searchAsYouType(place: Place): void {
  // Request that is under way; a later one ends it.
  let running: AbortController | null = null
  const find = (url: string): void => {
    // An `input` and its `change` ask for the same list.
    if (url === place.address) return
    running?.abort()
    running = new AbortController()
    void show(place, url, running)
    // A browser takes milliseconds for this, in which the request is under way already.
    place.moveTo(url)
  }
  for (const kind of ['input', 'change', 'compositionend', 'submit'] as const)
    listen(place, kind, (event) => findFor(event, find))
}

function findFor(event: Event, find: (url: string) => void): void {
  const form = (event.target as Element | null)?.closest<HTMLFormElement>('form[role=search]')
  if (form == null) return
  if (event.type === 'submit') event.preventDefault()
  if (event instanceof InputEvent && event.isComposing) return
  find(addressOf(form, event.type === 'submit'))
}

/** Fetches the list of this page's address anew, and keeps its place. */
export async function refreshList(place: Place): Promise<void> {
  await show(place, place.address, new AbortController())
}

async function show(place: Place, url: string, request: AbortController): Promise<void> {
  const results = place.root.getElementById('results')
  results?.setAttribute('aria-busy', 'true')
  try {
    const { page, status } = await fetchPage(place, url, { signal: request.signal })
    // Two requests can have answered before the first of them comes here.
    if (request.signal.aborted) return
    if (status === 401) place.open(url)
    const shown = page.getElementById('results')
    if (shown === null) results?.replaceChildren(...page.querySelectorAll('main > p'))
    else if (replaceRegion(place, page, 'results')) announce(place, shown.dataset['count'] ?? '')
  } catch {
    if (!request.signal.aborted) announceFailure(place)
  }
  if (!request.signal.aborted) results?.removeAttribute('aria-busy')
}

/**
 * The address of the list that a form asks for. One Latin letter is the beginning of a word, found in nearly every text
 * and only by reading all of them: it counts where the person asks for it by Enter.
 */
function addressOf(form: HTMLFormElement, isWanted: boolean): string {
  const url = new URL(form.action)
  const fields = fieldsOf(form)
  // The zone counts for days only.
  if (!fields.get('from') && !fields.get('to')) fields.delete('zone')
  for (const [name, value] of fields)
    if (!isNeedless(name, value.trim(), isWanted)) url.searchParams.append(name, value)
  return url.href
}

function isNeedless(name: string, value: string, isWanted: boolean): boolean {
  if (name === 'order') return value === 'newest'
  return value === '' || (name === 'q' && !isWanted && /^[a-z0-9]$/i.test(value))
}
