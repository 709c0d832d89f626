import { fetchPage, fieldsOf, sendForm, type FetchedPage } from './fetch-page.ts'
import { announce, announceFailure } from './live.ts'
import { hideMemories, replaceContent } from './region.ts'
import { refreshList } from './search.ts'

/** Time in which a person can take a "forget" back: it is sent after it. */
const undoMs = 5_000

/** A "forget" that has not been sent. */
interface Waiting {
  readonly form: HTMLFormElement
  readonly ids: readonly string[]
  readonly bar: HTMLElement
  readonly timer: number
}

let waiting: Waiting | null = null

/**
 * Offers to undo each "forget" for five seconds before it is sent. Leaving the page sends it at once: the person asked for
 * it, and a closed window must not keep what was to be forgotten.
 */
export function offerUndo(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[data-forget]')
    if (link == null || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void ask(link.href, link)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (form.matches('[data-forget-now]')) {
      event.preventDefault()
      wait(form, event.submitter)
    } else if (form.matches('[data-select]')) {
      event.preventDefault()
      const url = new URL(form.action)
      url.search = fieldsOf(form).toString()
      void ask(url.href, event.submitter)
    }
  })
  // A list that is loaded before the removal would still show what is gone.
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href]')
    if (link == null || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return
    const due = takeWaiting()
    if (due === null) return
    event.preventDefault()
    void post(due.form).finally(() => location.assign(link.href))
  })
  addEventListener('pagehide', () => {
    const { form } = takeWaiting() ?? {}
    if (form !== undefined) void post(form)
  })
}

/** Fetches the question whether to forget, and takes its form. */
async function ask(url: string, trigger: HTMLElement | null): Promise<void> {
  try {
    const answer = await fetchPage(url)
    const form = answer.page.querySelector<HTMLFormElement>('form[data-forget-now]')
    if (form === null) replaceContent(answer)
    else wait(document.adoptNode(form), trigger)
  } catch {
    announceFailure()
  }
}

function wait(form: HTMLFormElement, trigger: HTMLElement | null): void {
  const before = takeWaiting()
  if (before !== null) void send(before)
  const template = document.getElementById('undo') as HTMLTemplateElement | null
  const bar = template?.content.firstElementChild?.cloneNode(true)
  if (!(bar instanceof HTMLElement)) return
  const text = form.dataset['undo'] ?? ''
  bar.querySelector('p')!.textContent = text
  document.body.append(bar)
  const ids = (form.dataset['ids'] ?? '').split(' ').filter((id) => id !== '')
  hideMemories(ids, true)
  form.hidden = true
  const timer = window.setTimeout(() => {
    const due = takeWaiting()
    if (due !== null) void send(due)
  }, undoMs)
  waiting = { form, ids, bar, timer }
  const button = bar.querySelector('button')
  button?.addEventListener('click', () => {
    const taken = takeWaiting()
    if (taken === null) return
    showAgain(taken)
    announce(button.dataset['undone'] ?? '')
    trigger?.focus()
  })
  button?.focus({ preventScroll: true })
  announce(text)
}

/** Takes the "forget" that waits, so that it is sent once at most. */
function takeWaiting(): Waiting | null {
  const taken = waiting
  waiting = null
  if (taken === null) return null
  clearTimeout(taken.timer)
  taken.bar.remove()
  return taken
}

function showAgain({ form, ids }: Waiting): void {
  form.hidden = false
  hideMemories(ids, false)
}

/** Sends the form, also where the page ends before the answer. */
function post(form: HTMLFormElement): Promise<FetchedPage> {
  return sendForm(form, null, { keepalive: true })
}

async function send(taken: Waiting): Promise<void> {
  try {
    const answer = await post(taken.form)
    if (!new URL(answer.url).searchParams.has('notice')) {
      showAgain(taken)
      replaceContent(answer)
    } else await showWithout(answer)
  } catch {
    showAgain(taken)
    announceFailure()
  }
}

/** Shows the page without what was forgotten: the list in its place, or the page that the server sends on to. */
async function showWithout(answer: FetchedPage): Promise<void> {
  const notice = answer.page.querySelector('.notice')?.textContent ?? ''
  const isList = document.getElementById('results') !== null
  if (isList) await refreshList()
  else if (!replaceContent(answer)) location.assign(answer.url)
  announce(notice)
}
