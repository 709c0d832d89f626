const sheets = new Map<string, Promise<CSSStyleSheet>>()

/** Gets the style that a page names, once for all elements. A sheet made of text needs no permission to have styles inline. */
export function styleSheetOf(page: Document, url: string): Promise<CSSStyleSheet | null> {
  const path = page.head.querySelector('link[rel=stylesheet]')?.getAttribute('href')
  if (path == null) return Promise.resolve(null)
  const address = new URL(path, url)
  // The style is a file of the page, and of no other server.
  if (address.origin !== location.origin) return Promise.resolve(null)
  const sheet = sheets.get(address.href) ?? load(address.href)
  sheets.set(address.href, sheet)
  return sheet.catch(() => {
    sheets.delete(address.href)
    return null
  })
}

async function load(address: string): Promise<CSSStyleSheet> {
  const response = await fetch(address)
  if (!response.ok) throw new TypeError(`${response.status}`)
  return new CSSStyleSheet().replace(await response.text())
}
