import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import type { Caller } from '../../../src/server/access/caller/caller.ts'
import { createMcpHandler, createMcpServer, type McpOptions } from '../../../src/server/mcp/index.ts'

/** Generation of the protocol that a client speaks: with a handshake, or with requests that stand alone. */
export type Era = 'legacy' | 'modern'

export function newClient(era: Era = 'legacy'): Client {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy'
  return new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
}

/** A client of a server in this process; the server is bound to `userId`, or to no user. */
export async function connectInMemory(
  options: McpOptions,
  userId?: string,
  era: Era = 'legacy',
): Promise<Client> {
  const [here, there] = InMemoryTransport.createLinkedPair()
  await createMcpServer({ ...options, userId }).connect(there)
  const client = newClient(era)
  await client.connect(here)
  return client
}

/** A client of the HTTP handler, without a socket between. */
export async function connectOverHttp(
  options: McpOptions,
  caller: Caller,
  headers: Record<string, string> = {},
  era: Era = 'legacy',
): Promise<Client> {
  const handler = createMcpHandler(options)
  const client = newClient(era)
  const transport = new StreamableHTTPClientTransport(new URL('http://memory.test/mcp'), {
    requestInit: { headers },
    fetch: (url, init) => handler(new Request(url, init), caller),
  })
  await client.connect(transport)
  return client
}

/** The text of a result, or of its error. */
export function textOf(result: Awaited<ReturnType<Client['callTool']>>): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}
