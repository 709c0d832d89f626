import { AsyncLocalStorage } from 'node:async_hooks'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { openToAnyone } from '../../src/server/access/authenticate.ts'
import { connect, type ConnectOptions, type RemoteMemory } from '../../src/client/index.ts'
import { createApp, type Limits } from '../../src/server/http/index.ts'
import type { MemorySubject, StoreSubject } from '../../src/testing/index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { memoryOver } from '../stores-under-test.ts'

/** Contracts make thousands of calls as one user. */
const limits: Limits = { rate: false }

interface ListeningServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves a memory on a free port of this process, which gives it its clock and its ids. */
async function listen(
  memory: { forUser(userId: string): UserMemory },
  around: (request: Request, answer: () => Promise<Response>) => Promise<Response> = (_, answer) => answer(),
): Promise<ListeningServer> {
  const app = createApp({ memory, authenticator: openToAnyone, limits })
  const server = createAdaptorServer({ fetch: (request) => around(request, () => app.fetch(request)) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The client on a real socket, before the library over a store. */
export function remoteSubject(store: StoreSubject, options: ConnectOptions = {}): MemorySubject {
  const embedded = memoryOver(store)
  const givesKeys = options.idempotencyKeys ?? true
  return {
    ...embedded,
    cannot: {
      ...embedded.cannot,
      wholeReads: 'a server reads long answers in parts',
      ...(givesKeys ? { unkeyedSaves: 'the client gives each save a key' } : {}),
    },
    open: async (memoryOptions) => {
      const memory = await embedded.open(memoryOptions)
      const contexts = new CallerContexts()
      const server = await listen(memory, contexts.restore)
      const remote: RemoteMemory = connect(server.url, { ...options, fetch: contexts.fetch })
      return {
        forUser: (userId) => remote.forUser(userId),
        close: async () => {
          await remote.close()
          await server.close()
          await memory.close()
        },
      }
    },
  }
}

/**
 * A socket ends the asynchronous context of a call, by which the suites tell who is acting when a session takes its id.
 * Here the server goes on in the caller's.
 */
class CallerContexts {
  readonly #contexts = new Map<string, ReturnType<typeof AsyncLocalStorage.snapshot>>()
  #sent = 0

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const id = String(++this.#sent)
    this.#contexts.set(id, AsyncLocalStorage.snapshot())
    try {
      return await fetch(input, { ...init, headers: { ...(init?.headers as object), 'x-test-context': id } })
    } finally {
      this.#contexts.delete(id)
    }
  }

  readonly restore = (request: Request, answer: () => Promise<Response>): Promise<Response> => {
    const context = this.#contexts.get(request.headers.get('x-test-context') ?? '')
    return context === undefined ? answer() : context(answer)
  }
}
