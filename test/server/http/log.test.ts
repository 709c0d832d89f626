import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { createApp, createLog } from '../../../src/server/http/index.ts'
import { ada, draft, senderTo, startServer } from './fixture.ts'

const lines: string[] = []
const log = createLog('info', { write: (line) => lines.push(line) })
const { send, keyFor, server } = await startServer({ keys: true, log, operator: { port: 0 } })
const alice = await keyFor('alice-9c41')
const admin = await keyFor(null, ['admin'])
const canary = 'CANARY-77aa'

describe('the log', () => {
  test('R24 R54 has one line of JSON for each request, with no content, no address, no key and no user id', async () => {
    lines.length = 0
    const sent = [
      await send('POST', '/v1/observations', {
        headers: alice,
        json: { ...draft, title: canary, content: canary },
      }),
      await send('GET', `/v1/observations?topic_key_prefix=${canary}`, { headers: alice }),
      await send('GET', `/v1/observations/${canary}`, { headers: alice }),
      await send('GET', `/${canary}`, { headers: alice }),
      await send('POST', '/v1/search', {
        headers: { ...alice, 'content-type': 'application/json' },
        body: `{${canary}`,
      }),
      await send('POST', '/v1/search', {
        headers: { ...alice, 'user-agent': canary, 'x-request-id': `${canary}\\n{"level":50}` },
        json: { query: canary },
      }),
      await send('GET', '/v1/stats', { headers: { authorization: `Bearer ${canary}` } }),
      await send('GET', '/v1/stats', { headers: { ...alice, 'x-user-id': canary } }),
    ]
    expect(lines).toHaveLength(sent.length)
    const text = lines.join('')
    expect(text).not.toContain(canary)
    expect(text).not.toContain('alice-9c41')
    expect(text).not.toContain(alice['authorization'])
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(parsed.map(({ operation, status, requestId }) => [operation, status, requestId])).toEqual(
      sent.map(({ status, headers }, i) => [
        [
          'mem_save',
          'mem_list',
          'mem_get_observation',
          null,
          'mem_search',
          'mem_search',
          'mem_stats',
          'mem_stats',
        ][i],
        status,
        headers.get('x-request-id'),
      ]),
    )
    expect(parsed[0]).toMatchObject({
      level: 30,
      user: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      credential: expect.stringMatching(/^key:[0-9a-f]{12}$/) as string,
    })
    expect(parsed[2]).toMatchObject({ level: 40, code: 'invalid_input', user: parsed[0]?.['user'] })
    expect(parsed[6]).not.toHaveProperty('user')
  })

  test('R18 R54 tells the operator what failed, and the client only that it did', async () => {
    const fail = async (error: Error): Promise<never> => {
      throw error
    }
    const broken = (error: Error) =>
      createApp({
        memory: { forUser: () => ({ stats: () => fail(error) }) as never },
        authenticator: openToAnyone,
        log,
      })
    const cause = Object.assign(new Error(`near "${canary}": syntax error`), {
      code: 'ERR_SQLITE_ERROR',
      errcode: 1,
    })
    for (const [error, status, code] of [
      [new MemoryError('storage', 'reading or writing the file failed', { cause }), 500, 'storage'],
      [new TypeError(`cannot read ${canary}`), 500, 'storage'],
      [new TypeError(`cannot read\n    at ${canary} (a line of the text)`), 500, 'storage'],
      [new MemoryError('corrupt', 'the file is damaged: restore a backup', { cause }), 500, 'corrupt'],
      [new MemoryError('busy', 'the file is locked: try again', { cause }), 503, 'busy'],
      [new MemoryError('closed', 'the memory is closed'), 503, 'closed'],
      [new MemoryError('storage_full', 'the disk is full', { cause }), 507, 'storage_full'],
    ] as const) {
      lines.length = 0
      const response = await broken(error).fetch(new Request('http://localhost/v1/stats', { headers: ada }))
      const body = await response.text()
      expect([response.status, JSON.parse(body).code]).toEqual([status, code])
      expect(body + lines.join('')).not.toContain(canary)
      expect(body).not.toMatch(/stack|\.ts|SQLITE|disk|file/)
      const line = JSON.parse(lines[0]!) as { level: number; error: { name: string } }
      expect([line.level, line.error.name]).toEqual([50, error.name])
    }
    expect(JSON.parse(lines[0]!).error).toMatchObject({
      code: 'storage_full',
      message: 'the disk is full',
      cause: { code: 'ERR_SQLITE_ERROR', errcode: 1 },
    })
  })
})

describe('metrics', () => {
  test('count by operation and status, for the scope admin and on the operator’s port, without any user', async () => {
    await send('POST', '/v1/observations', { headers: alice, json: { ...draft, title: canary } })
    await send('GET', `/v1/observations/${canary}`, { headers: alice })
    expect((await send('GET', '/metrics', { headers: alice })).status).toBe(403)
    const read = await send('GET', '/metrics', { headers: admin })
    const operator = senderTo(server.operatorUrl!)
    for (const { status, text, headers } of [read, await operator('GET', '/metrics')]) {
      expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
      expect(text).toMatch(/^ilab_memory_http_requests_total\{operation="mem_save",status="20[01]"\} \d+$/m)
      expect(text).toMatch(
        /^ilab_memory_http_requests_total\{operation="mem_get_observation",status="400"\} \d+$/m,
      )
      expect(text).toMatch(/^ilab_memory_http_request_duration_seconds_count\{operation="mem_save"\} \d+$/m)
      expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds/m)
      for (const secret of [canary, 'alice', alice['authorization']]) expect(text).not.toContain(secret)
    }
    expect((await operator('GET', '/readyz')).text).toBe('ok\n')
    expect((await operator('GET', '/healthz')).text).toBe('ok\n')
    expect((await operator('GET', '/v1/stats', { headers: alice })).status).toBe(404)
    expect(new URL(server.operatorUrl!).hostname).toBe('127.0.0.1')
  })
})

describe('readiness', () => {
  test('is 503 where the store does not answer, and asks it at most once a second', async () => {
    let asked = 0
    const stats = () => {
      asked++
      return Promise.reject(new MemoryError('closed', 'the memory is closed'))
    }
    const app = createApp({ memory: { forUser: () => ({ stats }) as never }, authenticator: openToAnyone })
    for (let i = 0; i < 3; i++) {
      const response = await app.fetch(new Request('http://localhost/readyz'))
      expect([response.status, await response.text()]).toEqual([503, 'not ready\n'])
    }
    expect(asked).toBe(1)
    expect((await app.fetch(new Request('http://localhost/healthz'))).status).toBe(200)
  })

  test('is 503 where the store hangs, without a wait for its answer', async () => {
    const memory = { forUser: () => ({ stats: () => new Promise(() => undefined) }) as never }
    const app = createApp({ memory, authenticator: openToAnyone })
    expect((await app.fetch(new Request('http://localhost/readyz'))).status).toBe(503)
  })
})
