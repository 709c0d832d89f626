/** Detail of `ilab-memory-error`: why the element shows a problem in place of the page. */
export interface MemoryElementError {
  /**
   * `signed_out`: the server knows no user (401). `no_token`: the function `token` failed. `unreachable`: there was no
   * answer. `failed`: the server answered with a status of 500 or more. `no_page`: the answer was no page of a memory, or
   * `src` is missing or of another origin.
   */
  readonly code: 'signed_out' | 'no_token' | 'unreachable' | 'failed' | 'no_page'
  /** Status of the answer; 0 without one. */
  readonly status: number
}

/** Detail of `ilab-memory-navigate`: the element shows another page, or the address of the page has changed. */
export interface MemoryElementMove {
  /** Path below `src` with its query, such as `/memories/3` or `/?q=tea`. */
  readonly path: string
  /** True where the path takes the place of the one before, as in a search. */
  readonly isReplaced: boolean
}

/** Tells the application of something. The event leaves the shadow root. */
export function tell(
  host: EventTarget,
  ...[name, detail]: ['error', MemoryElementError] | ['navigate', MemoryElementMove]
): void {
  host.dispatchEvent(new CustomEvent(`ilab-memory-${name}`, { detail, bubbles: true, composed: true }))
}
