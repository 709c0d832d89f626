import { randomUUID } from 'node:crypto'
import type { Registry } from 'prom-client'
import type { Authenticator } from '../access/authenticate.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import type { CallContext } from './request/call.ts'
import type { PageSettings } from './user-page/page-settings.ts'
import { createUserPage, type UserPage } from './user-page/user-page.ts'
import { createAdmission } from './request/admission.ts'
import { given } from '../../core/input/given.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import { createDoor, loopbackHosts } from './request/origin-check.ts'
import { refuse, type Exchange } from './request/request-state.ts'
import { resolveLimits, type Limits } from './limits/limits.ts'
import { describe, requestWriter, type RequestLog } from './log.ts'
import { createMetrics } from './request/metrics.ts'
import { createReadiness } from './docs/pages.ts'
import { inServerSpan } from './request/server-span.ts'
import { protectedResource } from './request/protected-resource.ts'
import { createRouter, type McpHandler } from './request/router.ts'

/** Options of an app. */
export interface AppOptions {
  /** Memory of all users, such as an `ILabMemory`. The caller closes it. */
  readonly memory: MemoryOfUsers
  /** Check of credentials. */
  readonly authenticator: Authenticator
  /**
   * Hosts that requests may name, with or without a port; `'any'` switches the check off. The check keeps a web page from
   * reaching a server on its own machine by a name that was made to point there.
   * @default loopback names without authentication or on a loopback address, else 'any'
   */
  readonly allowedHosts?: readonly string[] | 'any' | null | undefined
  /**
   * Origins of web pages that may call and read, such as `https://app.example.com`, beside the server's own.
   * @default []
   */
  readonly allowedOrigins?: readonly string[] | null | undefined
  /**
   * Handler of `/mcp`, behind the same checks.
   * @default there is no `/mcp`
   */
  readonly mcp?: McpHandler | null | undefined
  /**
   * The user's page at `/page`, where a person signs in with a key or a token. Needs an authenticator that checks them.
   * @default there is no `/page`
   */
  readonly page?: PageSettings | null | undefined
  /**
   * Path that the app is mounted under, such as `/memory`; addresses in its answers begin with it.
   * @default ''
   */
  readonly basePath?: string | null | undefined
  /**
   * Address of the server as clients see it, such as `https://memory.example.com`. Clients find the issuer of tokens by it.
   * @default as each request names it, by `http:`
   */
  readonly publicUrl?: string | null | undefined
  /**
   * Limits of requests, users and addresses.
   * @default the defaults of its parts
   */
  readonly limits?: Limits | null | undefined
  /**
   * Function that counts the bytes of the store's files, for the metric `ilab_memory_store_bytes`.
   * @default there is no such metric
   */
  readonly storeBytes?: (() => number) | null | undefined
  /**
   * Log that takes one line for each request.
   * @default nothing is logged
   */
  readonly log?: RequestLog | null | undefined
  /**
   * Number of your own proxies in front of the server; each adds the address that it saw to `X-Forwarded-For`. With 0 the
   * header is ignored.
   * @default 0
   */
  readonly proxies?: number | null | undefined
}

/** The connection of a request. The bindings of `@hono/node-server` have this shape. */
export interface Connection {
  /** Incoming message of Node. */
  readonly incoming?: {
    /** Socket that it came over. */
    readonly socket?:
      | {
          /** Address of the other side. */
          readonly remoteAddress?: string | undefined
          /** Closes the connection at once. */
          destroy?(): unknown
        }
      | undefined
  }
}

/** The HTTP interface as a function from request to response. */
export interface App {
  /** Answers one request. It never rejects. */
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>
  /** Counters for the operator, in the registry of `prom-client`. */
  readonly metrics: Registry
  /** Tells whether the store answers; it asks the store once a second at most. */
  readonly isReady: () => Promise<boolean>
}

/**
 * The HTTP interface over a memory, to serve or to mount.
 *
 * @example
 * ```ts
 * const app = createApp({ memory, authenticator })
 * const response = await app.fetch(new Request('http://localhost/v1/stats'))
 * ```
 *
 * Errors: `invalid_input` for limits out of range, and for a page without authentication.
 */
export function createApp(options: AppOptions): App {
  const { memory, authenticator } = options
  const {
    mcp,
    log,
    page: settings,
    basePath = '',
    publicUrl,
    proxies = 0,
    allowedOrigins = [],
  } = given(options)
  const limits = resolveLimits(options.limits)
  const metrics = createMetrics(options.storeBytes ?? null)
  const admission = createAdmission(authenticator, limits)
  const isReady = createReadiness(memory)
  const context: CallContext = { memory, admission, limits, basePath }
  const page = settings === undefined ? null : userPage(context, settings, authenticator)
  const resource = protectedResource({ issuers: authenticator.issuers ?? [], publicUrl, basePath })
  const router = createRouter({ ...context, metrics, isReady, mcp, page, resource })
  // Without authentication, a page in a browser must not get in by a name of its own for this machine.
  const allowedHosts = options.allowedHosts ?? (authenticator.isOpen ? loopbackHosts : 'any')
  const pageOrigins = settings?.origin == null ? [] : [settings.origin]
  const enter = createDoor({ allowedHosts, allowedOrigins: [...allowedOrigins, ...pageOrigins] })
  const write = log === undefined ? null : requestWriter(log)
  const inSpan = inServerSpan(memory.telemetry)
  const headers = commonHeaders(allowedOrigins.length > 0)

  return {
    metrics: metrics.registry,
    isReady,
    fetch: async (request, connection) => {
      const address = addressOf(request, connection, proxies)
      const challenge = (): string => resource?.challengeOf(request) ?? 'Bearer'
      const closeConnection = (): void => void connection?.incoming?.socket?.destroy?.()
      const exchange = begin(request, { headers, address, log, challenge, closeConnection })
      const response = await inSpan(request, exchange, () => respond(request, exchange))
      // A large answer is under way until it was taken.
      if (!exchange.isHandedOver) exchange.end()
      const durationMs = performance.now() - exchange.startedAt
      metrics.observe(exchange, durationMs)
      write?.(exchange, durationMs)
      return response
    },
  }

  async function respond(request: Request, exchange: Exchange): Promise<Response> {
    try {
      return enter(request, exchange) ?? (await router.fetch(request, { exchange }))
    } catch (error) {
      return refuse(exchange, error)
    }
  }
}

/** Without authentication a browser would choose its user, and any page on this machine could do so too. */
function userPage(context: CallContext, settings: PageSettings, { isOpen }: Authenticator): UserPage {
  if (isOpen)
    invalidInput('page: needs API keys or tokens; on your own machine, `ilab-memory studio` needs none')
  return createUserPage(context, settings)
}

function commonHeaders(hasOrigins: boolean): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    vary: hasOrigins ? 'Authorization, X-User-Id, Origin' : 'Authorization, X-User-Id',
    'x-content-type-options': 'nosniff',
  }
}

/** State of an exchange that is known before it. */
interface Beginning extends Pick<Exchange, 'headers' | 'address' | 'challenge' | 'closeConnection'> {
  readonly log: RequestLog | undefined
}

function begin(request: Request, { headers, address, log, challenge, closeConnection }: Beginning): Exchange {
  const requestId = requestIdOf(request)
  return {
    requestId,
    address,
    challenge,
    startedAt: performance.now(),
    headers: { ...headers, 'x-request-id': requestId },
    operation: null,
    tools: [],
    caller: null,
    userId: null,
    traceId: null,
    status: 0,
    code: null,
    error: null,
    hasBody: request.method !== 'HEAD',
    end: () => undefined,
    handOver: null,
    closeConnection,
    isHandedOver: false,
    onLateError: (error) => log?.error({ requestId, error: describe(error) }, 'answer cut off'),
  }
}

/** A client's own id is kept where it is a UUID or 32 hexadecimal digits: that can hold neither text nor a line of a log. */
function requestIdOf(request: Request): string {
  const sent = request.headers.get('x-request-id')
  return sent !== null && /^[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}$/.test(sent) ? sent : randomUUID()
}

/** Returns the last address that none of our own proxies has. A client can write anything before it. */
function addressOf(request: Request, connection: Connection | undefined, proxies: number): string | null {
  const forwarded = proxies === 0 ? [] : (request.headers.get('x-forwarded-for') ?? '').split(',')
  const address = forwarded.at(-proxies)?.trim()
  if (proxies > 0 && address !== undefined && address !== '') return address
  return connection?.incoming?.socket?.remoteAddress ?? null
}
