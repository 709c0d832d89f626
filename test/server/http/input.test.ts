import { once } from 'node:events'
import { request as openRequest } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ada, draft, startServer, type Body } from './fixture.ts'

const { send, server } = await startServer({
  limits: { rate: false, bodyBytes: 4_000, lineBytes: 2_000, importBytes: 6_000 },
})
const json = { 'content-type': 'application/json' }
const jsonl = { ...ada, 'content-type': 'application/jsonl' }
const canary = 'CANARY-5b1d'

/** A body without a declared length. */
function streamed(parts: Iterable<string | Uint8Array>): Body {
  return Readable.toWeb(Readable.from(parts, { objectMode: false }))
}

describe('bodies', () => {
  test('R24 that are not JSON are refused without a word of what they hold', async () => {
    const bodies = [
      `{"query": ${canary}}`,
      `{"query":"${canary}"`,
      canary,
      `[${canary}`,
      `{"query":"\u0001${canary}"}`,
      '{"query":"a"} x',
    ]
    for (const body of bodies) {
      const answer = await send('POST', '/v1/search', { headers: { ...ada, ...json }, body })
      expect([answer.status, answer.json().detail]).toEqual([400, 'body: is not JSON'])
      expect(answer.text).not.toContain(canary)
    }
  })

  test('R24 that have other fields or types are refused by the names of the wire, and without their values', async () => {
    const cases: [unknown, string][] = [
      [
        { ...draft, user_id: canary },
        'body: has a field that this operation does not take; it takes type, title, content, topic_key, data, source, keywords, pinned, expires_at, ttl_ms, status, if_revision, session_key',
      ],
      [
        { ...draft, topicKey: canary },
        'body: has a field that this operation does not take; it takes type, title, content, topic_key, data, source, keywords, pinned, expires_at, ttl_ms, status, if_revision, session_key',
      ],
      [
        { ...draft, [canary]: 1 },
        'body: has a field that this operation does not take; it takes type, title, content, topic_key, data, source, keywords, pinned, expires_at, ttl_ms, status, if_revision, session_key',
      ],
      [{ ...draft, topic_key: [canary] }, 'topic_key: must be of type string'],
      [{ ...draft, content: undefined }, 'content: is missing; it must be of type string'],
      [[draft], 'body: must be of type object'],
      [
        { ...draft, type: canary },
        'type: must be one of profile, preference, decision, discovery, pattern, item',
      ],
    ]
    for (const [body, detail] of cases) {
      const answer = await send('POST', '/v1/observations', { headers: ada, json: body })
      expect([answer.status, answer.json().detail]).toEqual([400, detail])
      expect(answer.text).not.toContain(canary)
    }
    const proto = await send('POST', '/v1/observations', {
      headers: { ...ada, ...json },
      body: `{"__proto__":{"type":"decision"},"title":"a","content":"b"}`,
    })
    expect(proto.status).toBe(400)
  })

  test('R53 hold NUL and unpaired surrogates in no form, and everything else exactly', async () => {
    for (const text of ['a\0b', 'a\ud800', '\udc00b']) {
      const escaped = JSON.stringify({ ...draft, content: text })
      const answer = await send('POST', '/v1/observations', { headers: { ...ada, ...json }, body: escaped })
      expect([answer.status, answer.json().detail]).toEqual([
        400,
        'content: must not hold NUL or unpaired surrogate characters',
      ])
    }
    const exact = 'é e\u0301 \u2028 \u{1f600} \ufeff \ufffd \u007f \t"\\ \r\n 中'
    const saved = await send('POST', '/v1/observations', { headers: ada, json: { ...draft, content: exact } })
    expect((await send('GET', saved.headers.get('location')!, { headers: ada })).json().content).toBe(exact)
  })

  test('R53 that are not UTF-8 are refused and never changed', async () => {
    const body = Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    const answer = await send('POST', '/v1/search', { headers: { ...ada, ...json }, body })
    expect([answer.status, answer.json().detail]).toEqual([400, 'body: is not UTF-8'])
  })

  test('R53 have a limit in bytes, declared or not', async () => {
    const long = JSON.stringify({ query: 'é'.repeat(2_000) })
    for (const body of [long, streamed([long])]) {
      const answer = await send('POST', '/v1/search', { headers: { ...ada, ...json }, body })
      expect([answer.status, answer.json().detail]).toEqual([413, 'body: must be at most 4000 bytes long'])
    }
    const within = JSON.stringify({ query: 'e'.repeat(3_900) })
    for (const body of [within, streamed([within.slice(0, 7), within.slice(7)])])
      expect((await send('POST', '/v1/search', { headers: { ...ada, ...json }, body })).status).toBe(200)
  })

  test('R53 that say at once that they are too long are not waited for', async () => {
    const sent = openRequest(`${server.url}/v1/search`, {
      method: 'POST',
      headers: { ...ada, ...json, 'content-length': '999999999' },
    })
    sent.flushHeaders()
    const [{ statusCode }] = (await once(sent, 'response')) as [{ statusCode: number }]
    sent.destroy()
    expect(statusCode).toBe(413)
  })

  test('that break off are the client’s failure, and not the server’s', async () => {
    const statuses: number[] = []
    const note = (fields: object): void => void statuses.push((fields as { status: number }).status)
    const { server: logging } = await startServer({ log: { info: note, warn: note, error: note } })
    const bodies = [
      { path: '/v1/search', headers: { ...json, 'content-length': '100' } },
      { path: '/v1/search', headers: { ...json, 'transfer-encoding': 'chunked' } },
      { path: '/v1/import', headers: { 'content-type': 'application/jsonl', 'content-length': '100' } },
    ]
    for (const { path, headers } of bodies) {
      const before = statuses.length
      const sent = openRequest(logging.url, { method: 'POST', path, headers: { ...ada, ...headers } })
      sent.on('error', () => undefined)
      sent.write('{"query"')
      await once(sent, 'socket').then(([socket]: unknown[]) => once(socket as NodeJS.EventEmitter, 'connect'))
      await new Promise((resolve) => sent.write(':', resolve))
      sent.destroy()
      while (statuses.length === before) await setImmediate()
    }
    expect(statuses).toEqual([400, 400, 400])
  })

  test('R53 nest only so deep, counted outside of strings', async () => {
    const nested = (depth: number): string => `{"query":${'['.repeat(depth - 1)}1${']'.repeat(depth - 1)}}`
    const answer = async (body: string): Promise<string> =>
      (await send('POST', '/v1/search', { headers: { ...ada, ...json }, body })).json().detail as string
    expect(await answer(nested(17))).toBe('body: must not nest deeper than 16')
    expect(await answer(nested(16))).toBe('query: must be of type string')
    const brackets = JSON.stringify({ query: `\\"${'[{'.repeat(50)}` })
    expect((await send('POST', '/v1/search', { headers: { ...ada, ...json }, body: brackets })).status).toBe(
      200,
    )
  })

  test('need the type of JSON, unless they are empty', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'application/json; charset=utf-16',
      'application/jsonl',
    ])
      expect(
        (
          await send('POST', '/v1/search', {
            headers: { ...ada, 'content-type': type },
            body: '{"query":"a"}',
          })
        ).status,
      ).toBe(415)
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8'])
      expect(
        (
          await send('POST', '/v1/search', {
            headers: { ...ada, 'content-type': type },
            body: '{"query":"a"}',
          })
        ).status,
      ).toBe(200)
    expect((await send('POST', '/v1/sessions', { headers: ada })).status).toBe(200)
    expect((await send('POST', '/v1/search', { headers: ada })).json().detail).toBe(
      'query: is missing; it must be of type string',
    )
  })
})

describe('lines of an import', () => {
  const header = '{"kind":"header","format":1,"next_observation_id":9}'

  test('are read as they come, whole or in pieces', async () => {
    const parts = [header.slice(0, 20), `${header.slice(20)}\n\n${header}`, '\n']
    const answer = await send('POST', '/v1/import', { headers: jsonl, body: streamed(parts) })
    expect([answer.status, answer.json()]).toEqual([
      200,
      { observations: 0, sessions: 0, thread_items: 0, unchanged: 0 },
    ])
  })

  test('R24 R53 have limits, a type and an encoding, and are not repeated in errors', async () => {
    const cases: [Body, number, string][] = [
      ['x'.repeat(2_001), 413, 'line 1: must be at most 2000 bytes long'],
      [`${header}\n${'x'.repeat(2_001)}`, 413, 'line 2: must be at most 2000 bytes long'],
      [
        streamed(Array.from({ length: 7 }, () => `${' '.repeat(999)}\n`)),
        413,
        'body: must be at most 6000 bytes long',
      ],
      [Buffer.from([0x7b, 0xff, 0x0a]), 400, 'line 1: is not UTF-8'],
      [`${header}\n{"kind": ${canary}}`, 400, 'line 2: is not JSON'],
    ]
    for (const [body, status, detail] of cases) {
      const answer = await send('POST', '/v1/import', { headers: jsonl, body })
      expect([answer.status, answer.json().detail]).toEqual([status, detail])
      expect(answer.text).not.toContain(canary)
    }
    expect((await send('POST', '/v1/import', { headers: { ...ada, ...json }, body: header })).status).toBe(
      415,
    )
  })
})

describe('R53 values', () => {
  test('are counted before a schema looks at each, in bodies and in lines', async () => {
    const roomy = await startServer()
    const list = (count: number): string => `{"query":"a,[","types":[${Array(count).fill('1').join()}]}`
    const search = async (body: string): Promise<string> =>
      (await roomy.send('POST', '/v1/search', { headers: { ...ada, ...json }, body })).json().detail as string
    expect(await search(list(4_999))).toBe('types.0: must be of type string')
    expect(await search(list(5_000))).toBe('body: must hold at most 5000 values')
    const line = `{"kind":"header","x":[${Array(5_000).fill('1').join()}]}`
    const imported = await roomy.send('POST', '/v1/import', { headers: jsonl, body: line })
    expect(imported.json().detail).toBe('line 1: must hold at most 5000 values')
  })
})
