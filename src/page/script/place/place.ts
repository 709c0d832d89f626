/** Place in which the page is shown: a window of its own, or an element inside a page of the application. */
export interface Place {
  /** Root of the page's elements. Look-ups and listeners stay inside. */
  readonly root: Document | ShadowRoot
  /** Element that has the page's language and colours. */
  readonly frame: HTMLElement
  /** Element around everything that a person sees. */
  readonly body: HTMLElement
  /** Ends the listeners, and sends what waits, once the place is gone. */
  readonly signal: AbortSignal
  /** Ids of memories that the list hides, since they are about to be forgotten. */
  readonly hiddenIds: Set<string>
  /** Address of the page that is shown. */
  readonly address: string
  /** Changes the address, and the title if one is given, without another page. */
  moveTo(url: string, title?: string): void
  /** Shows the page of another address, or of the same one anew. */
  open(url: string): void
  /** Goes where a link leads, as a click does. */
  follow(link: HTMLAnchorElement): void
  /** Headers by which the server knows the person and the choices of the place. */
  headers(): Promise<Readonly<Record<string, string>>>
  /** Sends a request to the server. It rejects where the server cannot be reached. */
  request(url: string, options: RequestInit): Promise<Response>
  /** Puts a page in the place of the one that is shown. An offer to undo stays. */
  put(page: Document): void
  /** Reads a page that the server sent for an address. Scripts in it never run. */
  read(text: string, url: string): Document
}

/** Listens inside a place, until the place is gone. */
export function listen<Kind extends keyof HTMLElementEventMap>(
  { root, signal }: Place,
  kind: Kind,
  answer: (event: HTMLElementEventMap[Kind]) => void,
): void {
  // Both kinds of root take the same events; one table has them all by name.
  const target: Pick<HTMLElement, 'addEventListener'> = root
  target.addEventListener(kind, answer, { signal })
}
