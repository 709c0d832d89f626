import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { ada, startServer } from './fixture.ts'

const { server, memory } = await startServer()
const { server: withMcp } = await startServer({ mcp: createMcpHandler({ memory }) })
const json = { 'content-type': 'application/json' }
const draft = { type: 'profile', title: 'Name', content: 'Ada' }

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown> & { detail?: string; field?: string; line?: number; reason?: string }
}

async function send(method: string, path: string, body?: string | Uint8Array, more = {}): Promise<Answer> {
  const headers = { ...ada, ...(body === undefined ? {} : json), ...more }
  const answer = await fetch((path === '/mcp' ? withMcp : server).url + path, {
    method,
    headers,
    body: body ?? null,
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true && !text.includes('\n{')
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Answer['body'],
  }
}

describe('fields that are not given', () => {
  test.each([
    ['/v1/observations', { ...draft, topic_key: null }],
    ['/v1/observations', { ...draft, topic_key: '' }],
    ['/v1/observations', { ...draft, title: 7, topic_key: ' ' }],
    ['/v1/search', { query: 'ada', limit: '5', types: [], types_exclude: null, explain: '' }],
    ['/v1/search', { query: 'ada', min_share: '.5', full: 'false' }],
    ['/v1/search', { query: 'ada', min_share: null, full: '' }],
    ['/v1/search', { query: 'ada', limit: null, types: 'profile' }],
  ])('POST %s %j is taken', async (path, body) => {
    expect((await send('POST', path, JSON.stringify(body))).status).toBeLessThan(300)
  })

  test.each([
    'limit=',
    'cursor=',
    'types=',
    'topic_key_prefix=',
    'limit=&cursor=&types=',
    'limit=+5',
    'limit=5&',
    '&',
    '&limit=5&&types=profile',
  ])('GET ?%s is taken', async (query) => {
    expect((await send('GET', `/v1/observations?${query}`)).status).toBe(200)
  })

  test('a field that is needed is not made out of nothing', async () => {
    for (const body of [
      { ...draft, title: null },
      { ...draft, title: '' },
      { ...draft, content: null },
      { ...draft, type: [] },
    ])
      expect((await send('POST', '/v1/observations', JSON.stringify(body))).status).toBe(400)
  })

  test('a user is never made out of what a body holds', async () => {
    const before = await memory.forUser('bob').stats()
    for (const field of ['user_id', 'userId'])
      for (const value of ['bob', null, '', 5]) {
        const answer = await send('POST', '/v1/observations', JSON.stringify({ ...draft, [field]: value }))
        expect(answer.status).toBe(400)
      }
    expect(await memory.forUser('bob').stats()).toEqual(before)
  })
})

describe('bodies of other tools', () => {
  test('a byte-order mark is taken', async () => {
    expect((await send('POST', '/v1/observations', `\uFEFF${JSON.stringify(draft)}`)).status).toBeLessThan(
      300,
    )
    const lines = `\uFEFF{"kind":"header","format":1,"next_observation_id":1}\n`
    const imported = await send('POST', '/v1/import', lines, { 'content-type': 'application/jsonl' })
    expect(imported.status).toBe(200)
    const message = `\uFEFF${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}`
    const accept = 'application/json, text/event-stream'
    expect((await send('POST', '/mcp', message, { accept })).status).toBe(200)
  })

  test.each([
    ['/v1/observations', 'application/json'],
    ['/v1/import', 'application/jsonl'],
    ['/mcp', 'application/json'],
  ])('a compressed one is refused by name at %s', async (path, type) => {
    const headers = { 'content-type': type, 'content-encoding': 'gzip' }
    const answer = await send('POST', path, gzipSync(JSON.stringify(draft)), headers)
    expect(answer.status).toBe(415)
    expect(answer.headers.get('accept-encoding')).toBe('identity')
    expect(answer.body.detail).toContain('Content-Encoding')
  })

  test.each([
    ['application/json;', 200],
    ['application/json; charset=UTF8', 200],
    ["application/json; charset='utf-8'", 200],
    ['application/json; charset = "utf-8";', 200],
    ['application/json; profile=x', 200],
    ['application/json; charset=latin1', 415],
    ['application/json; charset=utf-8; charset=latin1', 415],
    ['text/plain', 415],
    ['text/plain; x=application/json', 415],
  ])('one of the type %s is answered with %i', async (type, status) => {
    expect((await send('POST', '/v1/search', '{"query":"ada"}', { 'content-type': type })).status).toBe(
      status,
    )
  })

  test('one that is said to be plain is taken', async () => {
    const answer = await send('POST', '/v1/search', '{"query":"ada"}', { 'content-encoding': 'identity' })
    expect(answer.status).toBe(200)
  })
})

describe('addresses', () => {
  test.each(['/v1/stats/', '/v1/observations/', '/v1/me/', '/docs/', '/openapi.json/', '/healthz/'])(
    '%s is the one without the slash',
    async (path) => {
      expect((await send('GET', path)).status).toBe(200)
    },
  )

  test('the root names the pages, to GET and to HEAD', async () => {
    const { status, body } = await send('GET', '/')
    expect([status, body]).toEqual([
      200,
      { docs: '/docs', openapi: '/openapi.json', healthz: '/healthz', readyz: '/readyz' },
    ])
    for (const path of Object.values(body)) expect((await send('GET', String(path))).status).toBe(200)
    for (const path of ['/', '/healthz', '/docs', '/v1/stats', '/openapi.json'])
      expect([path, (await send('HEAD', path)).status]).toEqual([path, 200])
  })
})

describe('errors as data', () => {
  test('name the field as the wire does', async () => {
    const long = JSON.stringify({ ...draft, topic_key: 'x'.repeat(1_025) })
    expect((await send('POST', '/v1/observations', long)).body).toMatchObject({
      code: 'invalid_input',
      detail: 'topic_key: must be at most 1024 bytes long',
      reason: 'must be at most 1024 bytes long',
      field: 'topic_key',
    })
    expect((await send('GET', '/v1/observations/0')).body).toMatchObject({ field: 'observation_id' })
    expect((await send('GET', '/v1/stats?x=1')).body).not.toHaveProperty('field')
  })

  test('name the line of an import, also where it belongs to no session', async () => {
    const time = '2026-01-01T00:00:00.000Z'
    const lines = [
      { kind: 'header', format: 1, next_observation_id: 4 },
      {
        kind: 'observation',
        id: 1,
        session_id: 'other',
        type: 'profile',
        title: 'T',
        content: 'C',
        topic_key: null,
        revision: 1,
        created_at: time,
        updated_at: time,
      },
    ]
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const answer = await send('POST', '/v1/import', body, { 'content-type': 'application/jsonl' })
    expect(answer.body).toMatchObject({ code: 'invalid_input', line: 2, field: 'session_id' })
    const later = '{"kind":"header","format":2,"next_observation_id":3}\n'
    const refused = await send('POST', '/v1/import', later, { 'content-type': 'application/jsonl' })
    expect(refused.body).toMatchObject({
      line: 1,
      field: 'format',
      reason: expect.stringContaining('upgrade') as string,
    })
  })
})
