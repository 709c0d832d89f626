import { selectAgain, selectedIds } from './selection.ts'
import { showLocalTimes } from './place/times.ts'
import type { Place } from './place/place.ts'

/**
 * Puts a region of a fetched page in the place of this page's region with the same id. Focus, selection and the place of
 * the window stay. The place is not read here, since a browser would lay out the page for the answer. False where one of
 * the pages has no such region.
 */
export function replaceRegion(place: Place, fetched: Document, id: string): boolean {
  const fresh = fetched.getElementById(id)
  const region = place.root.getElementById(id)
  if (fresh === null || region === null) return false
  const selected = selectedIds(place)
  const { activeElement } = place.root
  const focused = region.contains(activeElement) ? markOf(activeElement) : null
  region.replaceChildren(...fresh.childNodes)
  showLocalTimes(region, place.frame.lang)
  selectAgain(place, selected)
  hideForgotten(place)
  if (focused !== null) focusOn(region, focused)
  return true
}

/** Puts the main part of a fetched page in the place of this one's, under its own title. False where it has none. */
export function replaceContent(place: Place, { page, url }: { page: Document; url: string }): boolean {
  if (!replaceRegion(place, page, 'content')) return false
  place.moveTo(withoutNotice(url), page.title)
  return true
}

/** Hides memories, or shows them again. */
export function hideMemories(place: Place, ids: readonly string[], isHidden: boolean): void {
  for (const id of ids) {
    if (isHidden) place.hiddenIds.add(id)
    else place.hiddenIds.delete(id)
  }
  hideForgotten(place)
}

/** Hides what is about to be forgotten in a list that is shown anew. */
export function hideForgotten({ root, hiddenIds }: Place): void {
  for (const item of root.querySelectorAll<HTMLElement>('li[data-id]'))
    item.hidden = hiddenIds.has(item.dataset['id'] ?? '')
}

/** A notice belongs to the page that shows it, and not to the one that a reload brings. */
export function withoutNotice(address: string): string {
  const url = new URL(address)
  url.searchParams.delete('notice')
  return url.href
}

/** Marks by which an element is found again in the region that takes its place. */
interface Mark {
  readonly href: string | null
  readonly name: string | null
  readonly value: string | null
}

function markOf(element: Element | null): Mark | null {
  if (element === null) return null
  return {
    href: element.getAttribute('href'),
    name: element.getAttribute('name'),
    value: element.getAttribute('value'),
  }
}

function focusOn(region: HTMLElement, mark: Mark): void {
  const found = [...region.querySelectorAll<HTMLElement>('a, button, input, select, textarea')].find(
    (element) => {
      const other = markOf(element)
      return other?.href === mark.href && other.name === mark.name && other.value === mark.value
    },
  )
  if (found !== undefined) {
    found.focus({ preventScroll: true })
    return
  }
  // The region takes the focus, so that a keyboard goes on from here and not from the top of the page.
  region.tabIndex = -1
  region.focus({ preventScroll: true })
}
