import { documentOf } from '../place/fetch-page.ts'

/** Elements that have no place inside a page of the application. */
const unwanted = 'script, style, link, meta, base, iframe, object, embed, [data-window]'

/**
 * Reads a page for the inside of another one. The server escapes every value; what could run is taken out all the same,
 * since the policy that guards the page itself does not hold here.
 *
 * @param url - address of the page, for its links
 */
export function readForElement(text: string, url: string): Document {
  const page = documentOf(text)
  for (const element of page.body.querySelectorAll(unwanted)) element.remove()
  for (const element of page.body.querySelectorAll('*')) cleanAttributes(element, url)
  // The application has a main part of its own.
  const main = page.querySelector('main')
  if (main === null) return page
  const part = page.createElement('div')
  for (const { name, value } of main.attributes) part.setAttribute(name, value)
  part.classList.add('middle')
  part.append(...main.childNodes)
  main.replaceWith(part)
  return page
}

/** Tells whether a document is a page of a memory, and not one that the application answers with in its place. */
export function isPage({ documentElement }: Document): boolean {
  return documentElement.dataset['theme'] !== undefined
}

function cleanAttributes(element: Element, url: string): void {
  for (const { name, value } of Array.from(element.attributes)) {
    if (name.startsWith('on')) element.removeAttribute(name)
    // A `<base>` of the application must not lead the links elsewhere.
    else if (name === 'href' || name === 'action') element.setAttribute(name, addressOf(value, url))
  }
}

/** The receipt of an erasure is a file in the address itself. */
function addressOf(value: string, url: string): string {
  if (value.startsWith('data:application/json,')) return value
  const whole = URL.canParse(value, url) ? new URL(value, url) : null
  return whole !== null && /^https?:$/.test(whole.protocol) ? whole.href : '#'
}
