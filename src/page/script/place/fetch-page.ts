import type { Place } from './place.ts'

/** A page of the server as a document that shows nothing and runs nothing. */
export interface FetchedPage {
  readonly page: Document
  readonly status: number
  /** Address after redirects. */
  readonly url: string
}

/** Fetches a page. It rejects where the server cannot be reached, and where the caller aborts. */
export async function fetchPage(place: Place, url: string, options: RequestInit = {}): Promise<FetchedPage> {
  const response = await place.request(url, options)
  const page = place.read(await response.text(), response.url)
  return { page, status: response.status, url: response.url }
}

/** Sends a form and fetches the page that answers. */
export function sendForm(
  place: Place,
  form: HTMLFormElement,
  submitter: HTMLElement | null = null,
  options: RequestInit = {},
): Promise<FetchedPage> {
  return fetchPage(place, form.action, { ...options, method: 'POST', body: fieldsOf(form, submitter) })
}

/** The fields of a form that have text. */
export function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null = null): URLSearchParams {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form, submitter))
    if (typeof value === 'string') fields.append(name, value)
  return fields
}

/** Reads a page. Scripts and handlers in it never run. */
export function documentOf(text: string): Document {
  return new DOMParser().parseFromString(text, 'text/html')
}
