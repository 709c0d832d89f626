import { fetchPage } from './place/fetch-page.ts'
import { linkOf } from './place/links.ts'
import { announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
import { showLocalTimes } from './place/times.ts'
import { showSelection } from './selection.ts'

/** Adds the next page of the list below this one, in place of a jump to another page. */
export function showMoreInPlace(place: Place): void {
  listen(place, 'click', (event) => {
    const link = linkOf(event, '#results a[rel=next]')
    const lists = place.root.querySelectorAll('#results ul.cards')
    // A list by topic has many parts.
    if (link === null || lists.length !== 1) return
    event.preventDefault()
    void append(place, link, lists[0]!)
  })
}

async function append(place: Place, link: HTMLAnchorElement, list: Element): Promise<void> {
  try {
    const { page } = await fetchPage(place, link.href)
    const items = [...page.querySelectorAll('#results ul.cards > li')]
    const pager = link.closest('nav')
    if (items.length === 0 || pager === null) {
      place.open(link.href)
      return
    }
    list.append(...items)
    for (const item of items) showLocalTimes(item, place.frame.lang)
    const next = page.querySelector('#results nav a[rel=next]')
    pager.replaceChildren(...(next === null ? [] : [next]))
    showSelection(place)
    items[0]?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
  } catch {
    announceFailure(place)
  }
}
