import { fetchPage } from './fetch-page.ts'
import { announceFailure } from './live.ts'
import { showSelection } from './selection.ts'
import { showLocalTimes } from './times.ts'

/** Adds the next page of the list below this one, in place of a jump to another page. */
export function showMoreInPlace(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('#results a[rel=next]')
    const lists = document.querySelectorAll('#results ul.cards')
    // A list by topic has many parts, and a key held down asks for a new tab.
    if (link == null || lists.length !== 1 || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void append(link, lists[0]!)
  })
}

async function append(link: HTMLAnchorElement, list: Element): Promise<void> {
  try {
    const { page } = await fetchPage(link.href)
    const items = [...page.querySelectorAll('#results ul.cards > li')]
    const pager = link.closest('nav')
    if (items.length === 0 || pager === null) {
      location.assign(link.href)
      return
    }
    list.append(...items)
    for (const item of items) showLocalTimes(item)
    const next = page.querySelector('#results nav a[rel=next]')
    pager.replaceChildren(...(next === null ? [] : [next]))
    showSelection()
    items[0]?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
  } catch {
    announceFailure()
  }
}
