import { fetchPage, sendForm, type FetchedPage } from './place/fetch-page.ts'
import { linkOf } from './place/links.ts'
import { announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
import { replaceContent, replaceRegion } from './region.ts'

/** Edits a memory in its place. A conflict shows both texts there, and a refusal says what is wrong beside the fields. */
export function editInPlace(place: Place): void {
  listen(place, 'click', (event) => {
    const link = linkOf(event, 'a[data-edit], a[data-cancel]')
    if (link === null) return
    event.preventDefault()
    void open(place, link)
  })
  listen(place, 'submit', (event) => {
    const form = event.target as HTMLFormElement
    if (!form.matches('[data-edit-form]')) return
    event.preventDefault()
    void keep(place, form, event.submitter)
  })
}

async function open(place: Place, link: HTMLAnchorElement): Promise<void> {
  const isEdit = link.matches('[data-edit]')
  try {
    const answer = await fetchPage(place, link.href)
    if (!isEdit) {
      if (!replaceContent(place, answer)) place.open(link.href)
      place.root.querySelector<HTMLElement>('a[data-edit]')?.focus({ preventScroll: true })
      return
    }
    if (!showForm(place, answer)) place.open(link.href)
    place.root.querySelector<HTMLElement>('form[data-edit-form] textarea')?.focus()
  } catch {
    announceFailure(place)
  }
}

async function keep(place: Place, form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  // A button that is disabled would not be among the fields, so the form is read before.
  const sent = sendForm(place, form, submitter)
  for (const button of form.querySelectorAll('button')) button.disabled = true
  try {
    const answer = await sent
    const isOpen = answer.page.querySelector('form[data-edit-form]') !== null
    if (!isOpen) {
      if (!replaceContent(place, answer)) place.open(place.address)
      place.root.querySelector<HTMLElement>('a[data-edit]')?.focus({ preventScroll: true })
      return
    }
    if (!showForm(place, answer)) replaceContent(place, answer)
    place.root.querySelector<HTMLElement>('[role=alert]')?.scrollIntoView({ block: 'nearest' })
    place.root.querySelector<HTMLElement>('form[data-edit-form] button')?.focus({ preventScroll: true })
  } catch {
    for (const button of form.querySelectorAll('button')) button.disabled = false
    announceFailure(place)
  }
}

/** The address becomes that of the form, so that a reload and a change of language keep it open. */
function showForm(place: Place, { page, url }: FetchedPage): boolean {
  if (!replaceRegion(place, page, 'memory')) return false
  place.moveTo(url)
  return true
}
