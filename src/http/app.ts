import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import type { Authenticator } from '../access/authenticate.ts'
import type { Caller } from '../access/caller.ts'
import { operations, type Operation } from '../operations.ts'
import type { UserMemory } from '../user-memory.ts'
import { callHandler, type CallContext } from './call.ts'
import { answer, refuse, type Exchange } from './exchange.ts'
import { resolveLimits, type Limits } from './limits.ts'
import { RequestError } from './problem.ts'
import { routes } from './routes.ts'

/** What an app is made of. */
export interface AppOptions {
  /** The memory that is served, such as an `ILabMemory`; closing it stays with whoever opened it. */
  readonly memory: { forUser(userId: string): UserMemory }
  /** Tells who is calling. */
  readonly authenticator: Authenticator
  /** Serves `/mcp`, behind the same checks. Default: there is no `/mcp`. */
  readonly mcp?: ((request: Request, caller: Caller) => Promise<Response>) | undefined
  /** Where the app is mounted, such as `/memory`; addresses in its answers begin with it. Default: at the root. */
  readonly basePath?: string | undefined
  readonly limits?: Limits | undefined
}

/** What is known of the connection that a request came over; the bindings of `@hono/node-server` are of this shape. */
export interface Connection {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } }
}

/** The HTTP interface as a function from request to response. */
export interface App {
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>
}

type Bindings = { Bindings: { exchange: Exchange } }

/**
 * The HTTP interface over a memory.
 *
 * @example
 * ```ts
 * const app = createApp({ memory, authenticator })
 * const response = await app.fetch(new Request('http://localhost/v1/stats'))
 * ```
 */
export function createApp(options: AppOptions): App {
  const basePath = options.basePath ?? ''
  const page = `${basePath}/docs`
  const context: CallContext = { memory: options.memory, limits: resolveLimits(options.limits), basePath }
  const router = new Hono<Bindings>()
  for (const operation of operations) addRoute(router, operation as unknown as Operation, context, options)
  router.get('/healthz', (c) =>
    answer(c.env.exchange, 200, '{"status":"ok"}', { 'content-type': 'application/json' }),
  )
  const { mcp } = options
  if (mcp !== undefined) {
    router.on(['GET', 'POST', 'DELETE'], '/mcp', async (c) => {
      const { exchange } = c.env
      exchange.operation = 'mcp'
      const caller = await options.authenticator.authenticate(
        c.req.raw.headers.get('authorization') ?? undefined,
      )
      exchange.caller = caller
      return mcp(c.req.raw, caller)
    })
  }
  denyOtherMethods(router)
  router.notFound((c) => refuse(c.env.exchange, new RequestError('not_found', 'there is no such path'), page))
  router.onError((error, c) => refuse(c.env.exchange, error, page))
  return {
    fetch: async (request, connection) => {
      const exchange = newExchange(connection?.incoming?.socket?.remoteAddress ?? null)
      return router.fetch(request, { exchange })
    },
  }
}

function newExchange(address: string | null): Exchange {
  const requestId = randomUUID()
  return {
    requestId,
    address,
    headers: { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    operation: null,
    caller: null,
    userId: null,
    status: 0,
    code: null,
    error: null,
  }
}

function addRoute(
  router: Hono<Bindings>,
  operation: Operation,
  context: CallContext,
  { authenticator }: AppOptions,
): void {
  const route = routes[operation.name as keyof typeof routes]
  const call = callHandler(operation, route, context)
  router.on(route.method, honoPath(route.path), async (c) => {
    const { exchange } = c.env
    const request = c.req.raw
    exchange.operation = operation.name as keyof typeof routes
    exchange.caller = await authenticator.authenticate(request.headers.get('authorization') ?? undefined)
    return call({
      request,
      exchange,
      query: queryOf(request.url),
      observationId: c.req.param('observation_id'),
    })
  })
}

/** Every path of the table answers the methods that it does not have with 405. */
function denyOtherMethods(router: Hono<Bindings>): void {
  const methods = Map.groupBy(router.routes, ({ path }) => path)
  for (const [path, found] of methods) {
    const allow = [...new Set(found.map(({ method }) => method))].toSorted().join(', ')
    router.all(path, () => {
      throw new RequestError('invalid_input', `this path takes ${allow}`, 405, { allow })
    })
  }
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at + 1)
}
