import { MemoryError } from '../../core/errors/errors.ts'

/** Place at which browsers see the page. */
export interface Site {
  readonly basePath: string
  /** Origin that browsers see; null: that of the request. */
  readonly origin: string | null
  /** Takes the base path off; a path without it is one that a proxy has shortened. */
  readonly pathOf: (url: URL) => string
  /** Makes the path of a link. Links have no host, so a request's own cannot come into a page. */
  readonly href: (path: string, query?: URLSearchParams) => string
}

/** Reads base path and origin. Errors: `invalid_input` for what is none. */
export function createSite(givenPath: string, givenOrigin: string | null | undefined): Site {
  const basePath = givenPath.replace(/\/+$/, '')
  if (!/^(?:\/[\w.~-]+)*$/.test(basePath))
    throw new MemoryError('invalid_input', 'must be a path such as /memory, of plain letters', {
      field: 'basePath',
    })
  return {
    basePath,
    origin: givenOrigin == null ? null : originOf(givenOrigin),
    pathOf: ({ pathname }) => {
      const isBelow = pathname === basePath || pathname.startsWith(`${basePath}/`)
      const path = isBelow ? pathname.slice(basePath.length) : pathname
      return path.length > 1 ? path.replace(/\/$/, '') : '/'
    },
    href: (path, query) => {
      const search = query === undefined ? '' : query.toString()
      const whole = `${basePath}${path === '/' && basePath !== '' ? '' : path}`
      return search === '' ? whole : `${whole}?${search}`
    },
  }
}

function originOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new MemoryError('invalid_input', 'must be an origin such as https://app.example.com', {
      field: 'origin',
    })
  return url.origin
}
