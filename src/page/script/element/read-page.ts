import { documentOf } from '../place/fetch-page.ts'

/** Policy of the Trusted Types of a browser that has them. */
interface TrustPolicy {
  /** The result is an object that a parser takes in the place of a text. */
  createHTML(text: string): string
}

interface TrustedGlobal {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: { createHTML: (text: string) => string }): TrustPolicy
  }
}

let policy: TrustPolicy | undefined

/** Elements that have no place inside a page of the application. */
const unwanted = 'script, style, link, meta, base, iframe, object, embed, svg, math, [data-window]'

/**
 * Reads a page for the inside of another one. The server escapes every value; what could run is taken out all the same,
 * since the policy that guards the page itself does not hold here.
 *
 * @param url - address of the page, for its links
 */
export function readForElement(text: string, url: string): Document {
  const page = documentOf(trusted(text))
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

/** Marks the text as markup: an application may have a policy that asks for the mark. It then allows the name `ilab-memory`. */
function trusted(text: string): string {
  policy ??= (globalThis as TrustedGlobal).trustedTypes?.createPolicy('ilab-memory', {
    createHTML: (given) => given,
  })
  return policy?.createHTML(text) ?? text
}

/** Tells whether a document is a page of a memory, and not one that the application answers with in its place. */
export function isPage({ documentElement }: Document): boolean {
  return documentElement.dataset['theme'] !== undefined
}

function cleanAttributes(element: Element, url: string): void {
  for (const { name, value } of Array.from(element.attributes)) {
    const isAddress = name === 'href' || name === 'action'
    const address = isAddress ? addressOf(value, url) : null
    // A `<base>` of the application must not lead the links elsewhere.
    if (address !== null) element.setAttribute(name, address)
    else if (isAddress || name.startsWith('on')) element.removeAttribute(name)
  }
}

/** The whole address of a link; null for one that could run. The receipt of an erasure is a file in the address itself. */
function addressOf(value: string, url: string): string | null {
  if (value.startsWith('data:application/json,')) return value
  const whole = URL.canParse(value, url) ? new URL(value, url) : null
  return whole !== null && /^https?:$/.test(whole.protocol) ? whole.href : null
}
