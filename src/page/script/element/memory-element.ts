import type { MemoryElementError, MemoryElementMove } from './events.ts'

/** Function of the application that gives the value of `Authorization: Bearer …`. */
export type TokenSource = () => string | Promise<string>

/**
 * `<ilab-memory>`: the user's page inside a page of the application, in a shadow root.
 *
 * Attributes: `src`, the path of the page, of this origin; `path`, where to begin; `lang` (`en`, `es`) and `theme` (`auto`,
 * `light`, `dark`) in the person's place; `label`, the name of the region. Content of the element is shown until the page
 * has come. Events: `ilab-memory-error`, `ilab-memory-navigate`.
 *
 * @example
 * ```html
 * <script type="module" src="/memory/element.js"></script>
 * <ilab-memory src="/memory"><a href="/memory">Your memory</a></ilab-memory>
 * ```
 */
export interface MemoryElement extends HTMLElement {
  /**
   * Function that gives a token for `Authorization: Bearer …`, asked before each request and once more after a 401. Null
   * leaves the user to cookies.
   * @default null
   */
  token: TokenSource | null
  /** Path below `src` of the page that is shown, such as `/memories/3`. Setting it shows another page. */
  path: string
  /** Shows the page before this one, as the button of the element does. False where there is none. */
  back(): boolean
  /** Loads the page that is shown anew. */
  refresh(): void
}

declare global {
  interface HTMLElementTagNameMap {
    'ilab-memory': MemoryElement
  }
  interface HTMLElementEventMap {
    'ilab-memory-error': CustomEvent<MemoryElementError>
    'ilab-memory-navigate': CustomEvent<MemoryElementMove>
  }
}
