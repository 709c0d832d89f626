import { fetchPage, sendForm, type FetchedPage } from './fetch-page.ts'
import { announceFailure } from './live.ts'
import { replaceContent, replaceRegion } from './region.ts'

/** Edits a memory in its place. A conflict shows both texts there, and a refusal says what is wrong beside the fields. */
export function editInPlace(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[data-edit], a[data-cancel]')
    if (link == null || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void open(link)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (!form.matches('[data-edit-form]')) return
    event.preventDefault()
    void keep(form, event.submitter)
  })
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const isEdit = link.matches('[data-edit]')
  try {
    const answer = await fetchPage(link.href)
    if (!isEdit) {
      if (!replaceContent(answer)) location.assign(link.href)
      document.querySelector<HTMLElement>('a[data-edit]')?.focus({ preventScroll: true })
      return
    }
    if (!showForm(answer)) location.assign(link.href)
    document.querySelector<HTMLElement>('form[data-edit-form] textarea')?.focus()
  } catch {
    announceFailure()
  }
}

async function keep(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  // A button that is disabled would not be among the fields, so the form is read before.
  const sent = sendForm(form, submitter)
  for (const button of form.querySelectorAll('button')) button.disabled = true
  try {
    const answer = await sent
    const isOpen = answer.page.querySelector('form[data-edit-form]') !== null
    if (!isOpen) {
      if (!replaceContent(answer)) location.reload()
      document.querySelector<HTMLElement>('a[data-edit]')?.focus({ preventScroll: true })
      return
    }
    if (!showForm(answer)) replaceContent(answer)
    document.querySelector<HTMLElement>('[role=alert]')?.scrollIntoView({ block: 'nearest' })
    document.querySelector<HTMLElement>('form[data-edit-form] button')?.focus({ preventScroll: true })
  } catch {
    for (const button of form.querySelectorAll('button')) button.disabled = false
    announceFailure()
  }
}

/** The address becomes that of the form, so that a reload and a change of language keep it open. */
function showForm({ page, url }: FetchedPage): boolean {
  if (!replaceRegion(page, 'memory')) return false
  history.replaceState(null, '', url)
  return true
}
