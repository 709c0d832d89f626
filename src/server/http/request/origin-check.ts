import { hostFrom, originFrom, withoutDot } from './allowed-names.ts'
import type { Exchange } from './request-state.ts'
import { answer } from './request-state.ts'
import { RequestError } from '../answers/problem.ts'

/** Names that the server answers to, and pages in browsers that may use it. */
export interface DoorOptions {
  /**
   * Hosts that requests may name, with or without a port, beside the names of loopback; `'any'` switches the check off.
   * It keeps a page in a browser from reaching a server on its own machine by a name that was made to point there.
   */
  readonly allowedHosts: readonly string[] | 'any'
  /** Origins of pages that may call and read, such as `https://app.example.com`; beside the server's own. */
  readonly allowedOrigins: readonly string[]
}

/** The names of loopback, which are always allowed: no attacker can make them point elsewhere. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

const exposedHeaders = 'ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id'
const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id, X-Expect-User-Id, X-User-Id',
  'access-control-max-age': '600',
}

/**
 * Looks at where a request says that it comes from and goes to, before anything else is done with it.
 *
 * Errors: `invalid_input` for a host or an origin that no request would ever name. Later, for a request: `forbidden`.
 *
 * @returns the answer to a browser's question beforehand; null where the request may go on
 */
export function createDoor({
  allowedHosts,
  allowedOrigins,
}: DoorOptions): (request: Request, exchange: Exchange) => Response | null {
  const hosts = allowedHosts === 'any' ? null : new Set([...loopbackHosts, ...allowedHosts.map(hostFrom)])
  const origins = new Set(allowedOrigins.map(originFrom))
  const isAllowed = (named: string): boolean => {
    if (hosts === null || hosts.has(named)) return true
    const authority = withoutDot(named)
    const host = authority.replace(/:\d*$/, '')
    if (hosts.has(authority) || hosts.has(host)) return true
    // Clients leave the usual port out.
    return host === authority && ['443', '80'].some((port) => hosts.has(`${host}:${port}`))
  }

  return (request, exchange) => {
    const authority = authorityOf(request.url)
    const host = request.headers.get('host')?.toLowerCase() ?? authority
    if ((!isAllowed(authority) || !isAllowed(host)) && !isProbe(request.url))
      throw new RequestError(
        'forbidden',
        'this server does not answer under the host that the request names; its operator can allow the host',
      )
    const origin = request.headers.get('origin')
    if (origin === null) return null
    if (!origins.has(origin)) {
      if (origin.replace(/^https?:\/\//, '') === host) return null
      throw new RequestError(
        'forbidden',
        'pages of this origin may not use this server; its operator can allow the origin',
      )
    }
    exchange.headers['access-control-allow-origin'] = origin
    exchange.headers['access-control-expose-headers'] = exposedHeaders
    const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
    return isPreflight ? answer(exchange, 204, null, preflightHeaders) : null
  }
}

/** Probes name a server by its address. They learn nothing but that it is there. */
function isProbe(url: string): boolean {
  return /^[a-z]+:\/\/[^/]*\/(?:healthz|readyz)\/?(?:\?.*)?$/.test(url)
}

/** `localhost:7437` of `http://localhost:7437/v1/stats`; cheaper than parsing all of it. */
function authorityOf(url: string): string {
  const start = url.indexOf('//') + 2
  const end = url.indexOf('/', start)
  return url.slice(start, end === -1 ? undefined : end).toLowerCase()
}
