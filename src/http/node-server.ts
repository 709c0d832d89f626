import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { invalidInput } from '../errors.ts'
import { createApp, type AppOptions } from './app.ts'

/** What a server is made of. */
export interface ServeOptions extends AppOptions {
  /** Default: `127.0.0.1`. Any other than loopback needs authentication. */
  readonly host?: string | undefined
  /** 0 takes a free one. Default: 7437. */
  readonly port?: number | undefined
}

/** A server that listens. */
export interface RunningServer {
  readonly host: string
  readonly port: number
  /** `http://host:port` */
  readonly url: string
  /** Takes nothing new, finishes what it took, and resolves when all connections are closed. */
  close(): Promise<void>
}

/**
 * Starts a server on Node.
 *
 * Errors: `invalid_input` where it would be open to the network without authentication.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 7437, authenticator } = options
  if (authenticator.isOpen && !isLoopback(host)) {
    invalidInput(
      'host: a server without authentication listens on loopback only; configure API keys or tokens',
    )
  }
  const app = createApp(options)
  const server = createAdaptorServer({ fetch: (request, bindings) => app.fetch(request, bindings) })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    host: address.address,
    port: address.port,
    url: `http://${shown}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
      }),
  }
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
