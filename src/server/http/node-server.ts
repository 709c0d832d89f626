import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { collectDefaultMetrics } from 'prom-client'
import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import { createApp, type App, type AppOptions, type Connection } from './app.ts'
import { loopbackHosts } from './request/origin-check.ts'

/** Options of a server. */
export interface ServeOptions extends AppOptions {
  /**
   * Address to listen on. Without authentication it must be a loopback address.
   * @default '127.0.0.1'
   */
  readonly host?: string | null | undefined
  /**
   * Port to listen on; 0 takes a free one.
   * @default 7437
   */
  readonly port?: number | null | undefined
  /**
   * Second port with `/metrics`, `/healthz` and `/readyz` for the operator. It holds nothing of any user.
   * @default none
   */
  readonly operator?: OperatorPort | null | undefined
  /**
   * Milliseconds in which a request must arrive as a whole.
   * @default 300_000
   */
  readonly requestTimeoutMs?: number | null | undefined
}

/** Port of the operator's pages. */
export interface OperatorPort {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number
  /**
   * Address to listen on. Any other than loopback lets other machines read the metrics: put a firewall around it.
   * @default '127.0.0.1'
   */
  readonly host?: string | null | undefined
}

/** A server that listens. */
export interface RunningServer {
  /** Address that it listens on. */
  readonly host: string
  /** Port that it listens on. */
  readonly port: number
  /** Address of the server as `http://host:port`. */
  readonly url: string
  /** Address of the operator's port; null where there is none. */
  readonly operatorUrl: string | null
  /**
   * Refuses new requests and finishes those it took; after the grace period it cuts off the rest. Resolves when all
   * connections are closed. The memory stays open: close it afterwards.
   *
   * @param graceMs - grace period in milliseconds. Default: 10,000
   */
  close(graceMs?: number): Promise<void>
}

type Fetch = (request: Request, connection: Connection) => Promise<Response>

const defaultPort = 7437
const defaultGraceMs = 10_000
const headersTimeout = 10_000
/** Longer than what proxies keep a connection for, so that none is closed while a proxy sends. */
const keepAliveTimeout = 75_000
const maxHeaderSize = 16_384
const sweepEveryMs = 20

/**
 * Serves a memory on Node.
 *
 * Errors: `invalid_input` where it would be open to the network without authentication; `storage` where it cannot listen.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { authenticator } = options
  const { host = '127.0.0.1', port = defaultPort, operator, requestTimeoutMs: timeout } = given(options)
  if (authenticator.isOpen && !isLoopback(host))
    invalidInput(
      'host: without authentication a server listens on loopback only; configure API keys or tokens',
    )
  const allowedHosts = options.allowedHosts ?? (isLoopback(host) ? loopbackHosts : 'any')
  const app = createApp({ ...options, allowedHosts })
  const server = await listen(app.fetch, host, port, timeout)
  const operating = operator === undefined ? null : await serveOperator(app, operator, server, timeout)
  const { address } = server.address() as AddressInfo
  return {
    host: address,
    port: (server.address() as AddressInfo).port,
    url: urlOf(server),
    operatorUrl: operating === null ? null : urlOf(operating),
    close: async (graceMs = defaultGraceMs) => {
      await closeServer(server, graceMs)
      // Last, so that the operator sees the end.
      if (operating !== null) await closeServer(operating, 0)
    },
  }
}

/** Tells whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The operator's port holds nothing of any user. */
async function serveOperator(
  { metrics, isReady }: App,
  operator: OperatorPort,
  main: Server,
  timeout: number | undefined,
): Promise<Server> {
  const { port } = operator
  const { host = '127.0.0.1' } = given(operator)
  // What Node tells of its process: memory, processor, delay of the event loop.
  collectDefaultMetrics({ register: metrics })
  // A page in the operator's browser must not read it by a name of its own for this machine.
  const isNamedRightly = (request: Request): boolean =>
    !isLoopback(host) ||
    loopbackHosts.includes(request.headers.get('host')?.toLowerCase().replace(/:\d*$/, '') ?? '')
  const fetch = async (request: Request): Promise<Response> => {
    switch (`${request.method} ${new URL(request.url).pathname}`) {
      case 'GET /metrics':
        if (!isNamedRightly(request)) return new Response('name this server by localhost\n', { status: 403 })
        return new Response(await metrics.metrics(), { headers: { 'content-type': metrics.contentType } })
      case 'GET /healthz':
        return new Response('ok\n')
      case 'GET /readyz':
        return (await isReady()) ? new Response('ok\n') : new Response('not ready\n', { status: 503 })
      default:
        return new Response(null, { status: 404 })
    }
  }
  try {
    return await listen(fetch, host, port, timeout)
  } catch (error) {
    await closeServer(main, 0)
    throw error
  }
}

const listenFailures: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; choose another port',
  EACCES: 'the system does not allow it; choose a port from 1024 on',
  EADDRNOTAVAIL: 'the host is no address of this machine',
  ENOTFOUND: 'the host is not known',
}

async function listen(fetch: Fetch, host: string, port: number, requestTimeout = 300_000): Promise<Server> {
  const handle = getRequestListener(fetch, { errorHandler: () => new Response(null, { status: 400 }) })
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      keepAliveTimeout,
      maxHeaderSize,
      requestTimeout,
      connectionsCheckingInterval: Math.min(2_000, requestTimeout),
    },
    (incoming, outgoing) => void handle(incoming, outgoing),
  )
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const reason = listenFailures[error.code ?? ''] ?? 'the system did not allow it'
      reject(
        new MemoryError('storage', `the server cannot listen on port ${port}: ${reason}`, { cause: error }),
      )
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
  return server
}

/** Idle connections close at once, others after their answer, and all of them when the time is up. */
async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  // A connection that has just been answered is idle, and its client may keep it for as long as it likes.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepEveryMs)
  const end = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(sweep)
  clearTimeout(end)
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
