import { fetchPage, fieldsOf, sendForm, type FetchedPage } from './place/fetch-page.ts'
import { linkOf } from './place/links.ts'
import { announce, announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
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

/** The one "forget" of a place that waits. */
interface Queue {
  waiting: Waiting | null
}

/**
 * Offers to undo each "forget" for five seconds before it is sent. Leaving the page sends it at once: the person asked for
 * it, and a closed window must not keep what was to be forgotten.
 */
export function offerUndo(place: Place): void {
  const queue: Queue = { waiting: null }
  listen(place, 'click', (event) => {
    const link = linkOf(event, 'a[data-forget]')
    if (link === null) return
    event.preventDefault()
    void ask(place, queue, link.href, link)
  })
  listen(place, 'submit', (event) => {
    const form = event.target as HTMLFormElement
    if (form.matches('[data-forget-now]')) {
      event.preventDefault()
      wait(place, queue, form, event.submitter)
    } else if (form.matches('[data-select]')) {
      event.preventDefault()
      const url = new URL(form.action)
      url.search = fieldsOf(form).toString()
      void ask(place, queue, url.href, event.submitter)
    }
  })
  // A list that is loaded before the removal would still show what is gone.
  listen(place, 'click', (event) => {
    const link = linkOf(event, 'a[href]')
    const due = link === null ? null : take(queue)
    if (link === null || due === null) return
    event.preventDefault()
    void post(place, due.form).finally(() => place.follow(link))
  })
  const leave = (): void => {
    const { form } = take(queue) ?? {}
    if (form !== undefined) void post(place, form)
  }
  addEventListener('pagehide', leave, { signal: place.signal })
  place.signal.addEventListener('abort', leave, { once: true })
}

/** Fetches the question whether to forget, and takes its form. */
async function ask(place: Place, queue: Queue, url: string, trigger: HTMLElement | null): Promise<void> {
  try {
    const answer = await fetchPage(place, url)
    const form = answer.page.querySelector<HTMLFormElement>('form[data-forget-now]')
    if (form === null) replaceContent(place, answer)
    else wait(place, queue, document.adoptNode(form), trigger)
  } catch {
    announceFailure(place)
  }
}

function wait(place: Place, queue: Queue, form: HTMLFormElement, trigger: HTMLElement | null): void {
  const before = take(queue)
  if (before !== null) void send(place, before)
  const template = place.root.getElementById('undo') as HTMLTemplateElement | null
  const bar = template?.content.firstElementChild?.cloneNode(true)
  if (!(bar instanceof HTMLElement)) return
  const text = form.dataset['undo'] ?? ''
  bar.querySelector('p')!.textContent = text
  place.body.append(bar)
  const ids = (form.dataset['ids'] ?? '').split(' ').filter((id) => id !== '')
  hideMemories(place, ids, true)
  form.hidden = true
  const timer = window.setTimeout(() => {
    const due = take(queue)
    if (due !== null) void send(place, due)
  }, undoMs)
  queue.waiting = { form, ids, bar, timer }
  const button = bar.querySelector('button')
  button?.addEventListener('click', () => {
    const taken = take(queue)
    if (taken === null) return
    showAgain(place, taken)
    announce(place, button.dataset['undone'] ?? '')
    trigger?.focus()
  })
  button?.focus({ preventScroll: true })
  announce(place, text)
}

/** Takes the "forget" that waits, so that it is sent once at most. */
function take(queue: Queue): Waiting | null {
  const taken = queue.waiting
  queue.waiting = null
  if (taken === null) return null
  clearTimeout(taken.timer)
  taken.bar.remove()
  return taken
}

function showAgain(place: Place, { form, ids }: Waiting): void {
  form.hidden = false
  hideMemories(place, ids, false)
}

/** Sends the form, also where the page ends before the answer. */
function post(place: Place, form: HTMLFormElement): Promise<FetchedPage> {
  return sendForm(place, form, null, { keepalive: true })
}

async function send(place: Place, taken: Waiting): Promise<void> {
  try {
    const answer = await post(place, taken.form)
    if (!new URL(answer.url).searchParams.has('notice')) {
      showAgain(place, taken)
      replaceContent(place, answer)
    } else await showWithout(place, answer)
  } catch {
    showAgain(place, taken)
    announceFailure(place)
  }
}

/** Shows the page without what was forgotten: the list in its place, or the page that the server sends on to. */
async function showWithout(place: Place, answer: FetchedPage): Promise<void> {
  const notice = answer.page.querySelector('.notice')?.textContent ?? ''
  const isList = place.root.getElementById('results') !== null
  if (isList) await refreshList(place)
  else if (!replaceContent(place, answer)) place.open(answer.url)
  announce(place, notice)
}
