import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { MemoryError } from '../../core/errors/errors.ts'
import { createStudio, type StudioOptions } from './studio.ts'

/** A studio that listens. */
export interface RunningStudio {
  /** Address that opens it, once. */
  readonly url: string
  /** Cuts its connections off. */
  close(): Promise<void>
}

const address = '127.0.0.1'

/** Serves a studio on loopback. Errors: `storage` where it cannot listen. */
export async function serveStudio(options: StudioOptions, port = 0): Promise<RunningStudio> {
  const studio = createStudio(options)
  const host = (): string => `${address}:${(server.address() as AddressInfo).port}`
  const handle = getRequestListener((request) => studio.fetch(request, host()), {
    errorHandler: () => new Response(null, { status: 400 }),
  })
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new MemoryError('storage', 'the studio cannot listen on this port: choose another', { cause }))
    server.once('error', fail)
    server.listen(port, address, () => {
      server.off('error', fail)
      resolve()
    })
  })
  return {
    url: `http://${host()}${studio.address}`,
    close: async () => {
      const closed = new Promise((resolve) => {
        server.close(resolve)
      })
      server.closeAllConnections()
      await closed
    },
  }
}
