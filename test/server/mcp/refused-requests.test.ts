import { request as openRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { anyone } from '../../../src/server/access/caller/caller.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { callMessage, serveTools } from './served.ts'

describe('R53: what is too large or too deep', () => {
  test('is refused, and the server goes on', { timeout: 60_000 }, async () => {
    const { post, connect } = await serveTools({ keys: false })
    const user = { 'x-user-id': 'alice' }
    const deep = '['.repeat(400_000) + ']'.repeat(400_000)
    const nested = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    for (const value of [deep, nested]) {
      const calls = [
        `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":{"type":${value}}}}`,
        `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_stats","_meta":{"x":${value}}}}`,
        `{"jsonrpc":"2.0","id":0,"method":${value}}`,
        value,
      ]
      for (const body of calls) {
        const { status, text } = await post(body, user)
        expect([status, text]).toEqual([400, expect.stringContaining('must not nest deeper than 32')])
      }
    }
    expect(
      (
        await post(
          callMessage('mem_save', { type: 'decision', title: 'Colour', content: 'x'.repeat(200_001) }),
          user,
        )
      ).text,
    ).toContain('invalid_input: content: must be at most 200000 characters long')
    const client = await connect(user)
    expect((await client.callTool({ name: 'mem_stats', arguments: {} })).structuredContent).toMatchObject({
      observations: 0,
    })
  })

  test('is refused by the number of its values, before a schema looks at each', async () => {
    const { post } = await serveTools({ keys: false })
    const members = Array.from({ length: 5_000 }, (_, number) => `"k${number}":1`).join()
    for (const params of [`{"name":"mem_search","arguments":{${members}}}`, `{${members}}`]) {
      const body = `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":${params}}`
      const { status, text } = await post(body, { 'x-user-id': 'alice' })
      expect([status, JSON.parse(text)]).toEqual([
        400,
        {
          jsonrpc: '2.0',
          error: { code: -32_600, message: 'Invalid Request: body: must hold at most 5000 values' },
          id: null,
        },
      ])
    }
  })

  test('is refused as it arrives, also where its size was not told', async () => {
    const memory = new ILabMemory(createReferenceStore())
    const handler = createMcpHandler({ memory })
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 2 ** 16
        controller.enqueue(new Uint8Array(2 ** 16).fill(0x20))
      },
    })
    const headers = { 'content-type': 'application/json' }
    const request = new Request('http://memory.test/mcp', {
      method: 'POST',
      headers,
      body: endless,
      duplex: 'half',
    })
    expect((await handler(request, anyone)).status).toBe(413)
    expect(sent).toBeLessThan(2 ** 22)
  })

  test('is done no further than twenty calls of one request', async () => {
    const { post } = await serveTools({ keys: false })
    const many = (count: number): string =>
      `[${Array.from({ length: count }, (_, id) => callMessage('mem_stats', {}).replace('"id":0', `"id":${id}`)).join(',')}]`
    const user = { 'x-user-id': 'alice' }
    const { text } = await post(many(60), user)
    expect((await post(many(5_000), user)).status).toBe(400)
    expect(text.match(/"structuredContent"/g)).toHaveLength(20)
    expect(text.match(/rate_limited: too many calls in one request/g)).toHaveLength(40)
  })
})

describe('R48: hosts and origins', () => {
  test.each([
    [{ host: 'evil.example' }, 403],
    [{ host: 'evil.example:7437' }, 403],
    [{ host: 'localhost.evil.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ host: 'localhost' }, 200],
    [{}, 200],
  ])('%j at /mcp is answered %i', async (headers, status) => {
    const { url } = await serveTools({ keys: false })
    const body = callMessage('mem_stats', {})
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const sent = openRequest(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'x-user-id': 'alice',
          ...headers,
        },
      })
      sent.on('error', reject).on('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.end(body)
    })
    expect(answered).toBe(status)
  })
})

describe('R24: malformed messages', () => {
  const canary = 'ZebraSecret7'
  const bodies = [
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":{"content":"${canary}"`,
    canary,
    `"${canary}"`,
    `[{"${canary}":"${canary}"}]`,
    `{"jsonrpc":"${canary}","id":0,"method":"tools/list"}`,
    `{"jsonrpc":"2.0","id":{"${canary}":1},"method":"tools/list"}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":"${canary}"}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":{"${canary}":"${canary}"}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":"${canary}"}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":["${canary}"]}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":{"${canary}":1}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_save","arguments":{"type":"${canary}","title":"${canary}","content":"${canary}"}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_search","arguments":{"query":"x","types":["${canary}"]}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_list","arguments":{"cursor":"${canary}"}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_get_observation","arguments":{"observation_id":"${canary}"}}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_stats","_meta":"${canary}"}}`,
    `{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"mem_stats","_meta":{"progressToken":{"${canary}":1}}}}`,
    `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":0,"reason":"${canary}"}}`,
  ]

  test.each(bodies)('are refused without a word of theirs: %s', async (body) => {
    const { post, log } = await serveTools({ keys: false })
    const { status, text } = await post(body, { 'x-user-id': 'alice' })
    expect(status).toBeLessThan(500)
    expect(text + log.join('\n')).not.toContain(canary)
  })
})
