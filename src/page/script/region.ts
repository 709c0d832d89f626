import { selectAgain, selectedIds } from './selection.ts'
import { showLocalTimes } from './times.ts'

/** Ids of memories that the list hides, since they are about to be forgotten. */
const hiddenIds = new Set<string>()

/**
 * Puts a region of a fetched page in the place of this page's region with the same id. Focus, selection and the place of
 * the window stay: the style switches off the browser's own correction of it, and asking for the place would cost a layout.
 * False where one of the pages has no such region.
 */
export function replaceRegion(fetched: Document, id: string): boolean {
  const fresh = fetched.getElementById(id)
  const region = document.getElementById(id)
  if (fresh === null || region === null) return false
  const selected = selectedIds()
  const focused = region.contains(document.activeElement) ? markOf(document.activeElement) : null
  region.replaceChildren(...fresh.childNodes)
  showLocalTimes(region)
  selectAgain(selected)
  hideForgotten()
  if (focused !== null) focusOn(region, focused)
  return true
}

/** Puts the main part of a fetched page in the place of this one's, under its own title. False where it has none. */
export function replaceContent({ page, url }: { page: Document; url: string }): boolean {
  if (!replaceRegion(page, 'content')) return false
  document.title = page.title
  history.replaceState(null, '', withoutNotice(url))
  return true
}

/** Hides memories, or shows them again. */
export function hideMemories(ids: readonly string[], isHidden: boolean): void {
  for (const id of ids) {
    if (isHidden) hiddenIds.add(id)
    else hiddenIds.delete(id)
  }
  hideForgotten()
}

function hideForgotten(): void {
  for (const item of document.querySelectorAll<HTMLElement>('li[data-id]'))
    item.hidden = hiddenIds.has(item.dataset['id'] ?? '')
}

/** A notice belongs to the page that shows it, and not to the one that a reload brings. */
function withoutNotice(address: string): string {
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
