import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A request that the server got. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: { readonly input: readonly string[] } & Readonly<Record<string, unknown>>
}

/** An answer: a status with headers and JSON, or a connection that is cut. */
export type ModelAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | 'cut'
  | 'never'

/** A model's server on loopback, with what it was asked. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

/** Starts a server that answers by a function of the request and its number, from 1. */
export const startModelServer = async (
  answer: (asked: Asked, number: number) => ModelAnswer,
): Promise<ModelServer> => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      asked.push({ path: request.url ?? '', headers: request.headers, body: body as Asked['body'] })
      const given = answer(asked.at(-1)!, asked.length)
      if (given === 'never') return
      if (given === 'cut') {
        request.socket.destroy()
        return
      }
      response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
      response.end(JSON.stringify(given.body ?? {}))
    })
  })
  await listening(server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
