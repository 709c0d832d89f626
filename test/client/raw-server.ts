import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { connectWaiting } from '../../src/client/remote-memory.ts'
import type { ConnectOptions, RemoteMemory, RemoteUserMemory } from '../../src/client/index.ts'

/** A request as it arrived. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Handle = (arrived: Arrived, response: ServerResponse, request: IncomingMessage) => void

interface RawServer {
  readonly url: string
  readonly arrived: readonly Arrived[]
}

/** A server that does what a test tells it, on a free port until the test is over. */
export async function rawServer(handle: Handle): Promise<RawServer> {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() }
      arrived.push(one)
      handle(one, response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body))
}

/** A problem document as our server writes it. */
export function problem(code: string, status: number, detail = 'a fixed text'): object {
  return { type: `urn:ilab-memory:error:${code}`, title: 'Title', status, detail, code, request_id: 'one' }
}

/** A client that waits without taking time, and the waits that it asked for. */
export function patientClient(
  url: string,
  options: ConnectOptions = {},
): { readonly memory: RemoteMemory; readonly alice: RemoteUserMemory; readonly waits: readonly number[] } {
  const waits: number[] = []
  const memory = connectWaiting(url, options, {
    pause: async (milliseconds, signals) => {
      waits.push(milliseconds)
      for (const signal of signals) signal.throwIfAborted()
    },
    random: () => 0.5,
    now: () => Date.UTC(2026, 0, 5),
  })
  return { memory, alice: memory.forUser('alice'), waits }
}

/** Valid answers of a server, by the operation's method. */
export const goodAnswers = {
  saved: { id: 1, outcome: 'created', revision: 1, session_id: 's', topic_key: null },
  stats: { observations: 0, pending: 0, sessions: 0, bytes: 0, by_type: {}, last_activity_at: null },
  observation: (userId: string): object => ({
    id: 1,
    session_id: 's',
    user_id: userId,
    type: 'profile',
    title: 'T',
    content: 'C',
    topic_key: null,
    data: null,
    source: null,
    keywords: [],
    pinned: false,
    expires_at: null,
    status: 'active',
    revision: 1,
    created_at: '2026-01-05T00:00:00.000Z',
    updated_at: '2026-01-05T00:00:00.000Z',
  }),
} as const
