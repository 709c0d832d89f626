import { InMemoryTransport } from '@modelcontextprotocol/server'
import { describe, expect, test } from 'vitest'
import { createMcpServer } from '../../../src/server/mcp/index.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { newClient, textOf, type Era } from './connected.ts'
import { callMessage, serveTools } from './served.ts'

const eras: readonly Era[] = ['legacy', 'modern']
const draft = { type: 'decision', title: 'Colour', content: 'The accent is blue.' }

describe('R9: many clients of one server', () => {
  test(
    'with the same message id at the same time each see their own canary only',
    { timeout: 180_000 },
    async () => {
      const { keyFor, post } = await serveTools({ keys: true })
      const clients = await Promise.all(
        Array.from({ length: 50 }, async (_, number) => ({
          canary: `canary${number}x`,
          headers: await keyFor(`user-${number}`),
        })),
      )
      for (let round = 0; round < 3; round++) {
        const saved = await Promise.all(
          clients.map(({ canary, headers }) =>
            post(
              callMessage('mem_save', { ...draft, title: canary, content: `${canary} round ${round}` }),
              headers,
            ),
          ),
        )
        for (const { status } of saved) expect(status).toBe(200)
        const seen = await Promise.all(
          clients.flatMap(({ headers }) => [
            post(callMessage('mem_list', {}), headers),
            post(callMessage('mem_session_start', {}), headers),
            post(callMessage('mem_search', { query: 'round' }), headers),
          ]),
        )
        for (const [place, { text }] of seen.entries()) {
          const found = new Set(text.match(/canary\d+x/g))
          expect([...found]).toEqual([clients[Math.floor(place / 3)]?.canary])
        }
      }
    },
  )

  test('who use one service key for users of theirs do too', async () => {
    const { keyFor, connect } = await serveTools({ keys: true })
    const key = await keyFor(null)
    const users = Array.from({ length: 10 }, (_, number) => `user-${number}`)
    const clients = await Promise.all(users.map((userId) => connect({ ...key, 'x-user-id': userId })))
    await Promise.all(
      clients.map((client, number) =>
        client.callTool({ name: 'mem_save', arguments: { ...draft, content: `canary${number}x` } }),
      ),
    )
    const lists = await Promise.all(
      clients.map((client) => client.callTool({ name: 'mem_list', arguments: {} })),
    )
    for (const [number, list] of lists.entries())
      expect(JSON.stringify(list).match(/canary\d+x/g)).toEqual([`canary${number}x`, `canary${number}x`])
  })
})

test('R9: a server that has a client takes no second one', async () => {
  const server = createMcpServer({ memory: new ILabMemory(createReferenceStore()), userId: 'alice' })
  const [client, place] = InMemoryTransport.createLinkedPair()
  await server.connect(place)
  await newClient().connect(client)
  await expect(server.connect(InMemoryTransport.createLinkedPair()[0])).rejects.toThrow('already connected')
})

describe('R1: over HTTP the user', () => {
  test.each(eras)('comes from a bound key alone, whatever else is named (%s)', async (era) => {
    const { keyFor, connect, memory } = await serveTools({ keys: true })
    const alice = await keyFor('alice')
    await memory.forUser('bob').save({ ...draft, content: 'of bob' })
    const client = await connect(
      { ...alice, 'x-user-id': 'bob', 'x-forwarded-user': 'bob', 'mcp-session-id': 'bob' },
      era,
    )
    await client.callTool({ name: 'mem_save', arguments: draft, _meta: { user_id: 'bob' } })
    expect(JSON.stringify(await client.callTool({ name: 'mem_list', arguments: {} }))).toContain(
      'accent is blue',
    )
    expect(JSON.stringify(await client.callTool({ name: 'mem_list', arguments: {} }))).not.toContain('of bob')
    const injected = await client.callTool({ name: 'mem_list', arguments: { user_id: 'bob' } })
    expect(textOf(injected)).toMatch(/^invalid_input: /)
    expect(await memory.forUser('bob').stats()).toMatchObject({ observations: 1 })
    for (const { inputSchema } of (await client.listTools()).tools)
      expect(Object.keys(inputSchema.properties ?? {})).not.toContain('user_id')
  })

  test('is needed with a service key, and checked', async () => {
    const { keyFor, post } = await serveTools({ keys: true })
    const key = await keyFor(null)
    const unnamed = await post(callMessage('mem_stats', {}), key)
    expect(unnamed.text).toContain('invalid_input: name the user in the header X-User-Id')
    for (const userId of ['a b', 'x'.repeat(256)])
      expect((await post(callMessage('mem_stats', {}), { ...key, 'x-user-id': userId })).text).toContain(
        'invalid_input',
      )
  })

  test.each(['mcp-session-id', 'Mcp-Session-Id', 'last-event-id'])(
    'is nobody else by a %s of theirs: there are no sessions to take over',
    async (header) => {
      const { keyFor, post, connect, memory } = await serveTools({ keys: true })
      await memory.forUser('alice').save(draft)
      const [alice, bob] = [await keyFor('alice'), await keyFor('bob')]
      const client = await connect(alice)
      expect(client.transport?.sessionId).toBeUndefined()
      const { text } = await post(callMessage('mem_list', {}), {
        ...bob,
        [header]: '00000000-0000-4000-8000-000000000000',
      })
      expect(text).not.toContain('accent is blue')
    },
  )

  test('must have a credential where there are any', async () => {
    const { post, keyFor } = await serveTools({ keys: true })
    const initialize = JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    })
    for (const message of [
      initialize,
      callMessage('mem_stats', {}),
      '{"jsonrpc":"2.0","id":0,"method":"tools/list"}',
    ]) {
      expect((await post(message, { 'x-user-id': 'alice' })).status).toBe(401)
      expect((await post(message, { authorization: 'Bearer ilm_000000000000_none' })).status).toBe(401)
    }
    expect((await post(initialize, await keyFor('alice'))).status).toBe(200)
  })
})

describe('over HTTP', () => {
  test.each(eras)('every tool works and says what it is (%s)', async (era) => {
    const { connect } = await serveTools({ keys: false })
    const client = await connect({ 'x-user-id': 'alice' }, era)
    expect(client.getServerVersion()).toMatchObject({ name: 'ilab-memory' })
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(toolNames)
    await client.callTool({ name: 'mem_save', arguments: draft })
    const found = await client.callTool({
      name: 'mem_search',
      arguments: { query: 'Which colour is the accent?' },
    })
    expect(found.structuredContent).toMatchObject({ results: [{ id: 1, title: 'Colour' }] })
    await client.close()
  })

  test('nothing is kept open: no streams to listen on, no sessions to end, no subscriptions', async () => {
    const { url, post } = await serveTools({ keys: false })
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(url, { method, headers: { accept: 'text/event-stream' } })
      expect([method, response.status]).toEqual([method, 405])
      await response.body?.cancel()
    }
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const listen = JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      method: 'subscriptions/listen',
      params: { _meta: meta, notifications: { toolsListChanged: true } },
    })
    const { text } = await post(listen, {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    })
    expect(text).toContain('"code":-32603')
  })

  test('an unknown tool and an unknown method are errors of the protocol that repeat nothing', async () => {
    const { post } = await serveTools({ keys: false })
    const unknown = await post(callMessage('canary', {}))
    expect(unknown.text).toContain('"code":-32602,"message":"there is no such tool"')
    const method = await post('{"jsonrpc":"2.0","id":0,"method":"canary/canary","params":{"canary":1}}')
    expect(method.text).toContain('"code":-32601')
    expect(unknown.text + method.text).not.toContain('canary')
  })
})
