import { Hono } from 'hono'
import type { Caller } from '../../access/caller/caller.ts'
import { lazily } from '../../../core/input/lazily.ts'
import { requireUserId } from '../../../core/user-id.ts'
import { operations } from '../../../wire/operations.ts'
import { admit, answerTagged, callHandler, type CallContext } from './call.ts'
import { answer, refuse, type Exchange } from './request-state.ts'
import { readerOf } from '../answers/paced-stream.ts'
import { metadataPath, type ProtectedResource } from './protected-resource.ts'
import type { Metrics } from './metrics.ts'
import { referencePages } from '../docs/pages.ts'
import { NoSuchRoute, RequestError } from '../answers/problem.ts'
import { requirePlainBody } from './body.ts'
import { routes } from '../../../wire/routes.ts'

/** Serves `/mcp`: one request of a caller who was let in. `onCall` gets the name of each tool that it calls. */
export type McpHandler = (
  request: Request,
  caller: Caller,
  onCall?: (tool: string) => void,
) => Promise<Response>

/** Serves `/page` and everything below it. */
export type PageHandler = (request: Request, exchange: Exchange) => Promise<Response>

/** Parts of a router. */
export interface RouterOptions extends CallContext {
  readonly metrics: Metrics
  readonly isReady: () => Promise<boolean>
  readonly mcp: McpHandler | undefined
  readonly page: PageHandler | null
  readonly resource: ProtectedResource | null
}

/** The exchange travels where Hono has its environment. */
interface Bound {
  Bindings: { exchange: Exchange }
}

/** Every path there is; any other is 404, and any other method 405. */
export type Router = Hono<Bound>

export function createRouter(options: RouterOptions): Router {
  // Not strict: an address may end in a slash.
  const router: Router = new Hono<Bound>({ strict: false })
  addOperations(router, options)
  addMe(router, options)
  addPages(router, options)
  if (options.resource !== null) addMetadata(router, options.resource)
  if (options.page !== null) addUserPage(router, options.page)
  if (options.mcp !== undefined) addMcp(router, options.mcp, options)
  denyOtherMethods(router)
  router.notFound((c) => refuse(c.env.exchange, new NoSuchRoute(null)))
  router.onError((error, c) => refuse(c.env.exchange, error))
  return router
}

function addOperations(router: Router, context: CallContext): void {
  for (const operation of operations) {
    const route = routes[operation.name]
    const call = callHandler(operation, route, context)
    for (const path of [route.path, route.topicPath].filter((each) => each !== undefined))
      router.on(route.method, path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => {
        const { exchange } = c.env
        exchange.operation = operation.name
        const isTopicPath = path === route.topicPath
        return call({ request: c.req.raw, exchange, inPath: c.req.param(), isTopicPath })
      })
  }
}

/** Adds the route that names the credential's user, for a client that does not know. */
function addMe(router: Router, { admission }: CallContext): void {
  router.get('/v1/me', async (c) => {
    const { exchange } = c.env
    exchange.operation = 'me'
    const userId = await admit(c.req.raw, exchange, null, admission)
    return answerTagged(exchange, c.req.raw, JSON.stringify({ user_id: userId }))
  })
}

/** The pages that the root names. */
const indexed = ['/docs', '/openapi.json', '/healthz', '/readyz'] as const

/** Adds the pages that hold nothing of a user. Only the metrics need a credential, with the scope `admin`. */
function addPages(router: Router, { basePath, metrics, isReady, admission }: RouterOptions): void {
  // Made for the first reader, as they take up to a tenth of a second: a server starts without it.
  const reference = lazily(() => referencePages(basePath))
  const text = { 'content-type': 'text/plain; charset=utf-8' }
  router.get('/healthz', (c) => page(c.env.exchange, 200, 'ok\n', text))
  router.get('/readyz', async (c) => {
    const ready = await isReady()
    return page(c.env.exchange, ready ? 200 : 503, ready ? 'ok\n' : 'not ready\n', text)
  })
  router.get('/openapi.json', (c) => {
    const { body, headers } = reference().json
    return page(c.env.exchange, 200, body, headers)
  })
  const index = JSON.stringify(
    Object.fromEntries(indexed.map((path) => [path.slice(1).replace(/\.json$/, ''), `${basePath}${path}`])),
  )
  router.get('/', (c) => page(c.env.exchange, 200, `${index}\n`, { 'content-type': 'application/json' }))
  router.get('/docs', (c) => {
    const { body, headers } = reference().html({
      words: c.req.query('q') ?? '',
      theme: c.req.query('theme') ?? '',
    })
    return page(c.env.exchange, 200, body, headers)
  })
  router.get('/metrics', async (c) => {
    const { exchange } = c.env
    exchange.operation = 'metrics'
    const { scopes } = await admission.authenticate(c.req.raw, exchange)
    if (!scopes.has('admin')) throw new RequestError('forbidden', 'this needs the scope admin')
    const { registry } = metrics
    return answer(exchange, 200, await registry.metrics(), { 'content-type': registry.contentType })
  })
}

function page(
  exchange: Exchange,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): Response {
  exchange.operation = 'page'
  return answer(exchange, status, body, headers)
}

/** Adds the pages by which a client finds the issuer of tokens, for the whole server and for MCP. */
function addMetadata(router: Router, resource: ProtectedResource): void {
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' }
  for (const part of ['', '/mcp'] as const)
    router.get(`${metadataPath}${part}`, (c) =>
      page(c.env.exchange, 200, resource.metadataOf(c.req.raw, part), headers),
    )
}

function addUserPage(router: Router, handler: PageHandler): void {
  router.on(['GET', 'POST'], ['/page', '/page/*'], (c) => handler(c.req.raw, c.env.exchange))
}

function addMcp(router: Router, mcp: McpHandler, { admission, limits }: CallContext): void {
  router.on(['GET', 'POST', 'DELETE'], '/mcp', async (c) => {
    const { exchange } = c.env
    const request = c.req.raw
    exchange.operation = 'mcp'
    requirePlainBody(request)
    const caller = await admission.authenticate(request, exchange)
    const named = request.headers.get('x-user-id')
    exchange.userId = caller.userId ?? (named === null ? null : requireUserId(named))
    if (exchange.userId !== null) admission.admitUser(exchange.userId, exchange)
    if (Number(request.headers.get('content-length') ?? 0) > limits.bodyBytes)
      throw new RequestError('invalid_input', `body: must be at most ${limits.bodyBytes} bytes long`, {
        status: 413,
      })
    const response = await mcp(request, caller, (tool) => exchange.tools.push(tool))
    exchange.status = response.status
    const headers = new Headers(exchange.headers)
    for (const [name, value] of response.headers) headers.set(name, value)
    const { body } = response
    // Calls of a batch may still be made while it is read.
    const taken = body === null || exchange.handOver === null ? body : exchange.handOver(readerOf(body), 0)
    return new Response(taken, { status: response.status, headers })
  })
}

/** Every path answers the methods that it does not have with 405. */
function denyOtherMethods(router: Router): void {
  for (const [path, found] of Map.groupBy(router.routes, (route) => route.path)) {
    const methods = new Set(found.map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    const allow = [...methods].toSorted().join(', ')
    router.all(path, (c) => refuse(c.env.exchange, new NoSuchRoute(allow)))
  }
}
