import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StreamableHTTPClientTransport, type Client } from '@modelcontextprotocol/client'
import { afterAll } from 'vitest'
import { openAuthenticator, openToAnyone } from '../../../src/server/access/authenticate.ts'
import { createKey } from '../../../src/server/access/keyring/keyring.ts'
import type { Scope } from '../../../src/server/access/caller/caller.ts'
import { serve } from '../../../src/server/http/index.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { newClient, type Era } from './connected.ts'

/** A folder of this test file's own, removed at its end. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-mcp-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Served {
  readonly url: URL
  readonly memory: ILabMemory
  /** The headers of a fresh key, bound to a user or to none. */
  readonly keyFor: (userId: string | null, scopes?: Scope[]) => Promise<Record<string, string>>
  readonly connect: (headers: Record<string, string>, era?: Era) => Promise<Client>
  /** Sends one body as it is, as a client that speaks the protocol would. */
  readonly post: (body: string, headers?: Record<string, string>) => Promise<{ status: number; text: string }>
  /** Everything that was written to the memory's own log. */
  readonly log: string[]
}

/** The whole server on a free port over a fresh file, with all tools. With `keys` it takes API keys, else every caller. */
export async function serveTools({ keys }: { keys: boolean }): Promise<Served> {
  const folder = freshFolder()
  const keyring = join(folder, 'keyring.json')
  if (keys) await createKey(keyring, { userId: 'nobody' })
  const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  const log: string[] = []
  const server = await serve({
    memory,
    authenticator: keys ? await openAuthenticator({ keyring }) : openToAnyone,
    mcp: createMcpHandler({ memory, tools: toolNames, log: (line) => log.push(line) }),
    port: 0,
    limits: { rate: false, failedAuthentications: false },
  })
  afterAll(async () => {
    await server.close(0)
    await memory.close()
  })
  const url = new URL('/mcp', server.url)
  return {
    url,
    memory,
    log,
    keyFor: async (userId, scopes = ['read', 'write', 'erase']) => {
      const { key } = await createKey(keyring, { userId, scopes })
      return { authorization: `Bearer ${key}` }
    },
    connect: async (headers, era) => {
      const client = newClient(era)
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
      return client
    },
    post: async (body, headers = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        body,
      })
      return { status: response.status, text: await response.text() }
    },
  }
}

/** A call of a tool as it stands on the wire, always with the id 0. */
export function callMessage(name: string, given: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'tools/call', params: { name, arguments: given } })
}
