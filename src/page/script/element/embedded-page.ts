import { addFeatures } from '../features.ts'
import { fieldsOf } from '../place/fetch-page.ts'
import { linkOf } from '../place/links.ts'
import { announce, announceFailure } from '../place/live.ts'
import { listen, type Place } from '../place/place.ts'
import { showLocalTimes } from '../place/times.ts'
import { hideForgotten, withoutNotice } from '../region.ts'
import { createRequests, type Requests } from './credentials.ts'
import { download } from './download.ts'
import { tell } from './events.ts'
import type { TokenSource } from './memory-element.ts'
import { addMark, createFrame, putInto, type Choices } from './frame.ts'
import { problemOf, showProblem, type Problem } from './problem.ts'
import { isPage, readForElement } from './read-page.ts'
import { styleSheetOf } from './style-sheet.ts'

/** Settings of the element, as they are at the time of a request. */
export interface Settings extends Choices {
  readonly token: TokenSource | null
}

/** A place of the trail: an address, and how far the window was scrolled there. */
interface Step {
  readonly url: string
  readonly top: number
}

const longestTrail = 50

/** The page inside an element, from the time at which the element comes into a document to that at which it leaves. */
export class EmbeddedPage implements Place {
  readonly root: ShadowRoot
  readonly frame: HTMLElement
  readonly body: HTMLElement
  readonly signal: AbortSignal
  readonly hiddenIds = new Set<string>()
  readonly #host: HTMLElement
  readonly #settings: Settings
  readonly #base: URL
  readonly #requests: Requests
  readonly #end = new AbortController()
  readonly #trail: Step[] = []
  #address: string
  /** Address that a person asked for last: trying again means this one. */
  #wanted: string
  #loading: AbortController | null = null
  /** True while a page of a signed-in user is shown. */
  #isShown = false

  constructor(host: HTMLElement, root: ShadowRoot, base: URL, settings: Settings) {
    this.#host = host
    this.#settings = settings
    this.#base = base
    this.#requests = createRequests(settings)
    this.root = root
    this.signal = this.#end.signal
    ;[this.frame, this.body] = createFrame(root)
    this.#address = base.href
    this.#wanted = base.href
    addFeatures(this)
    this.#takeOver()
  }

  get address(): string {
    return this.#address
  }

  /** Path below the address of the page, with its query. */
  get path(): string {
    const { pathname, search } = new URL(this.#address)
    const path = pathname.slice(this.#base.pathname.replace(/\/$/, '').length)
    return `${path === '' ? '/' : path}${search}`
  }

  /** Shows the page of a path, without a trace in the trail. */
  start(path: string): void {
    this.#address = this.#addressOf(path)
    void this.#load(this.#address, {})
  }

  /** Shows the page of a path, as a link does. The application asked for it, so it is not told. */
  go(path: string): void {
    void this.#visit(this.#addressOf(path), {}, false)
  }

  /** Shows the page before this one. False where there is none. */
  back(): boolean {
    const step = this.#trail.pop()
    if (step === undefined) return false
    void this.#load(step.url, {}).then((isShown) => {
      if (isShown) this.#arrive(step.top, true)
      else this.#trail.push(step)
    })
    return true
  }

  /**
   * Takes a new source of tokens. A framework sets one with each rendering, so only another token loads the page anew:
   * it may be that of another person.
   */
  async takeToken(): Promise<void> {
    if (!this.#isShown || (await this.#requests.hasChanged().catch(() => true))) this.refresh()
  }

  /** Shows the page anew, such as in another language. */
  refresh(): void {
    void this.#load(this.#wanted, {})
  }

  /** Shows colours and name as the element has them by now. */
  dress(): void {
    addMark(this.frame, this.root, this.#settings, this.#trail.length > 0)
  }

  /** Ends everything that the page does. What waits to be forgotten is sent. */
  close(): void {
    this.#loading?.abort()
    this.#end.abort()
  }

  moveTo(url: string): void {
    const before = this.path
    this.#address = url
    this.#wanted = url
    if (this.path !== before) tell(this.#host, 'navigate', { path: this.path, isReplaced: true })
  }

  open(url: string): void {
    if (this.#isInside(url)) void this.#visit(url, {})
    else location.assign(url)
  }

  follow(link: HTMLAnchorElement): void {
    if (!link.hasAttribute('download')) this.open(link.href)
    else download(this, link).catch(() => announceFailure(this))
  }

  headers(): Promise<Readonly<Record<string, string>>> {
    return this.#requests.headers()
  }

  request(url: string, options: RequestInit): Promise<Response> {
    return this.#requests.send(url, options)
  }

  read(text: string, url: string): Document {
    return readForElement(text, url)
  }

  put(page: Document): void {
    putInto(this.frame, this.body, page)
    this.dress()
    showLocalTimes(this.body, this.frame.lang)
    hideForgotten(this)
    const notice = this.root.querySelector('.notice[role=status]')?.textContent
    if (notice != null) announce(this, notice)
  }

  /** Shows a page and leaves the one before in the trail. */
  async #visit(url: string, options: RequestInit, isTold = true): Promise<void> {
    const step = { url: this.#address, top: scrollY }
    if (!(await this.#load(url, options))) return
    const isNew = this.#address !== step.url
    if (isNew) this.#trail.push(step)
    if (this.#trail.length > longestTrail) this.#trail.shift()
    this.#arrive(null, isNew && isTold)
  }

  /** Tells where the person is now, to the application and by the focus. */
  #arrive(top: number | null, isTold: boolean): void {
    this.dress()
    const heading = this.root.querySelector('h1')
    if (heading !== null) {
      heading.tabIndex = -1
      heading.focus({ preventScroll: true })
    }
    if (top !== null) scrollTo({ top })
    else if (this.#host.getBoundingClientRect().top < 0) this.#host.scrollIntoView()
    if (isTold) tell(this.#host, 'navigate', { path: this.path, isReplaced: false })
  }

  /** Loads and shows a page; a later one ends it. False where another one or a problem is shown. */
  async #load(url: string, options: RequestInit): Promise<boolean> {
    this.#loading?.abort()
    const loading = new AbortController()
    this.#loading = loading
    this.#wanted = options.method === undefined ? url : this.#address
    this.frame.setAttribute('aria-busy', 'true')
    try {
      const response = await this.request(url, { ...options, signal: loading.signal })
      const page = this.read(await response.text(), response.url)
      if (!isPage(page)) throw new TypeError('no page', { cause: response })
      const sheet = await styleSheetOf(page, response.url)
      if (loading.signal.aborted) return false
      if (sheet !== null) this.root.adoptedStyleSheets = [sheet]
      // A field that loses the focus tells of its change: it must do so while this is its page.
      if (this.root.activeElement instanceof HTMLElement) this.root.activeElement.blur()
      // The answer to a form has no address of its own, unless the server sends on to one.
      if (options.method === undefined || response.redirected) this.#address = withoutNotice(response.url)
      this.#wanted = this.#address
      this.put(page)
      this.#isShown = response.ok
      if (response.status === 401) tell(this.#host, 'error', { code: 'signed_out', status: 401 })
      if (response.status >= 500) tell(this.#host, 'error', { code: 'failed', status: response.status })
      return true
    } catch (error) {
      if (!loading.signal.aborted) this.#fail(problemOf(error))
      return false
    } finally {
      if (!loading.signal.aborted) this.frame.removeAttribute('aria-busy')
    }
  }

  #fail(problem: Problem): void {
    this.#isShown = false
    showProblem(this, this.#settings.language ?? this.#host.closest('[lang]')?.getAttribute('lang') ?? null)
    tell(this.#host, 'error', problem)
  }

  /** Takes over the links and forms that no feature has answered. */
  #takeOver(): void {
    listen(this, 'click', (event) => {
      const button = (event.target as Element).closest('button[data-back], button[data-again]')
      if (button?.matches('[data-back]') === true) this.back()
      else if (button !== null) void this.#visit(this.#wanted, {})
      const link = linkOf(event, 'a[href]')
      if (link === null || !this.#isInside(link.href)) return
      // With a cookie the browser downloads a file by itself, and need not hold it whole.
      if (link.hasAttribute('download') && this.#settings.token === null) return
      event.preventDefault()
      this.follow(link)
    })
    listen(this, 'submit', (event) => {
      if (event.defaultPrevented) return
      event.preventDefault()
      const form = event.target as HTMLFormElement
      if (!this.#isInside(form.action)) return
      const fields = fieldsOf(form, event.submitter)
      const url = new URL(form.action)
      if (form.method === 'post') void this.#visit(url.href, { method: 'POST', body: fields })
      else this.open(`${url.origin}${url.pathname}?${fields}`)
    })
  }

  #addressOf(path: string): string {
    const base = this.#base.pathname.replace(/\/$/, '')
    // The server's own links to the list end without a slash.
    const url = new URL(`${base}${path.replace(/^\/(?=\?|$)/, '')}`, this.#base)
    return this.#isInside(url.href) ? url.href : this.#base.href
  }

  #isInside(address: string): boolean {
    const url = new URL(address)
    const base = this.#base.pathname.replace(/\/$/, '')
    return url.origin === this.#base.origin && (url.pathname === base || url.pathname.startsWith(`${base}/`))
  }
}
