import { EmbeddedPage } from './embedded-page.ts'
import { createFrame } from './frame.ts'
import type { MemoryElement, TokenSource } from './memory-element.ts'
import { tell } from './events.ts'

// A server that renders components has no elements.
const Base = globalThis.HTMLElement ?? Object

/** Code of the element: its life, its attributes and its properties. */
export class MemoryHost extends Base implements MemoryElement {
  static readonly observedAttributes: readonly string[] = ['src', 'lang', 'theme', 'label']
  #shadow: ShadowRoot
  #page: EmbeddedPage | null = null
  #isOn = false
  #token: TokenSource | null = null
  #path: string | null = null

  constructor() {
    super()
    this.#shadow = this.attachShadow({ mode: 'open' })
  }

  get token(): TokenSource | null {
    return this.#token
  }

  set token(source: TokenSource | null) {
    this.#token = source
    void this.#page?.takeToken()
  }

  get path(): string {
    return this.#page?.path ?? this.#path ?? this.getAttribute('path') ?? '/'
  }

  set path(path: string) {
    this.#path = path
    this.#page?.go(path)
  }

  back(): boolean {
    return this.#page?.back() ?? false
  }

  refresh(): void {
    this.#page?.refresh()
  }

  /** Begins: called by the browser. */
  connectedCallback(): void {
    this.#isOn = true
    this.#takeProperties()
    const base = this.#base()
    if (base === null) {
      createFrame(this.#shadow)
      tell(this, 'error', { code: 'no_page', status: 0 })
      return
    }
    const page = new EmbeddedPage(this, this.#shadow, base, this.#settings())
    this.#page = page
    const path = this.#path ?? this.getAttribute('path') ?? '/'
    // A framework sets properties after it has put the element into the document.
    queueMicrotask(() => {
      if (this.#page === page) page.start(path)
    })
  }

  /** Ends: called by the browser. Moved elsewhere, the element shows the same page again. */
  disconnectedCallback(): void {
    this.#path = this.path
    this.#page?.close()
    this.#page = null
    this.#isOn = false
  }

  /** Follows a change: called by the browser. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#isOn) return
    if (name === 'src') {
      this.disconnectedCallback()
      this.#path = null
      this.connectedCallback()
    } else if (name === 'lang') this.#page?.refresh()
    else this.#page?.dress()
  }

  /** Takes what was set on the element before the browser knew what it is. */
  #takeProperties(): void {
    for (const name of ['token', 'path'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const given = Object.getOwnPropertyDescriptor(this, name)
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, given?.value)
    }
  }

  /** The address of the page; null where there is none, or one of another origin, which must get no token. */
  #base(): URL | null {
    const src = this.getAttribute('src')
    const url = src !== null && URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI) : null
    return url?.origin === location.origin ? url : null
  }

  #settings(): ConstructorParameters<typeof EmbeddedPage>[3] {
    const read = (name: string): string | null => this.getAttribute(name)
    const tokenOf = (): TokenSource | null => this.#token
    return {
      get token() {
        return tokenOf()
      },
      get language() {
        return read('lang')
      },
      get theme() {
        return read('theme')
      },
      get label() {
        return read('label')
      },
    }
  }
}
