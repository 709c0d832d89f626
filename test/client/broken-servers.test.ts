import { createGzip } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemoryError } from '../../src/core/errors/errors.ts'
import { calls, outcome } from './calls.ts'
import { goodAnswers, json, patientClient, problem, rawServer } from './raw-server.ts'

const names = Object.keys(calls) as (keyof typeof calls)[]

describe('answers that are none', () => {
  test('are storage errors, whatever JSON they are, and what they hold is not repeated', async () => {
    let body: unknown
    const server = await rawServer((_, response) => json(response, 200, body))
    const { alice } = patientClient(server.url)
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ observations: fc.jsonValue(), results: fc.jsonValue(), next_cursor: fc.jsonValue() }),
      fc.dictionary(fc.constantFrom('id', 'outcome', 'session_id', '__proto__', 'memories'), fc.jsonValue()),
    )
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(...names), async (value, name) => {
        body = ['canary', value]
        const { error } = await outcome(() => calls[name](alice))
        expect(error).toBeInstanceOf(MemoryError)
        expect(error).toMatchObject({ code: 'storage' })
        expect(String(error)).not.toContain('canary')
        body = value
        const second = await outcome(() => calls[name](alice))
        expect(second.error ?? new MemoryError('storage', '')).toMatchObject({ code: 'storage' })
      }),
      { numRuns: 300 },
    )
  })

  test.each(names)('%s: a page in HTML is a storage error and is not asked for again', async (name) => {
    const server = await rawServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>canary</html>'),
    )
    const { alice, waits } = patientClient(server.url)
    const { error } = await outcome(() => calls[name](alice))
    expect(error).toMatchObject({ code: 'storage' })
    expect(String(error)).not.toContain('canary')
    expect([waits, server.arrived.length]).toEqual([[], 1])
  })

  test('are refused where they are about another user', async () => {
    const bobs = goodAnswers.observation('bob')
    const session = { id: 's', user_id: 'bob', status: 'completed', summary: 'x', is_auto_generated: false }
    const time = '2026-01-05T00:00:00.000Z'
    const server = await rawServer(({ path }, response) => {
      if (path.endsWith('/end'))
        json(response, 200, { ...session, started_at: time, ended_at: time, last_activity_at: time })
      else if (path.endsWith('/timeline')) json(response, 200, { observations: [bobs] })
      else if (path.startsWith('/v1/observations/')) json(response, 200, bobs)
      else json(response, 200, { observations: [bobs], next_cursor: null })
    })
    const { alice } = patientClient(server.url)
    for (const name of ['mem_get_observation', 'mem_timeline', 'mem_list', 'mem_session_end'] as const) {
      expect((await outcome(() => calls[name](alice))).error).toMatchObject({
        code: 'storage',
        message: "the answer is about another user's memory, so it is not shown",
      })
    }
  })

  test('R53 are refused by the number of their values, before a schema notes what is wrong with each', async () => {
    const observation = goodAnswers.observation('alice')
    const server = await rawServer((_, response) =>
      json(response, 200, { observations: [observation], next_cursor: null, more: Array(500_000).fill(1) }),
    )
    const { error } = await outcome(() => calls.mem_list(patientClient(server.url).alice))
    expect(error).toMatchObject({ code: 'storage' })
  })

  test('do not keep a list going that brings nothing, or more than was asked for', async () => {
    const observation = goodAnswers.observation('alice')
    for (const observations of [[], [observation, observation]]) {
      const server = await rawServer((_, response) =>
        json(response, 200, { observations, next_cursor: 'more' }),
      )
      const { error } = await outcome(() => patientClient(server.url).alice.list({ limit: 1 }))
      expect([(error as MemoryError).code, server.arrived.length]).toEqual(['storage', 1])
    }
  })

  test('do not steer a terminal, or add a line to a log, by what they say of an error', async () => {
    const server = await rawServer((_, response) =>
      json(response, 400, problem('invalid_input', 400, 'a\u001b[2J\u009b\u202eb\nc\u2028d')),
    )
    const { error } = await outcome(() => patientClient(server.url).alice.stats())
    expect((error as MemoryError).message).toBe('a [2J  b c d')
  })

  test('may hold more fields than this version knows', async () => {
    const server = await rawServer((_, response) =>
      json(response, 200, {
        observations: [{ ...goodAnswers.observation('alice'), mood: 'good' }],
        next_cursor: null,
        total: 7,
      }),
    )
    const { observations } = await patientClient(server.url).alice.list()
    expect(observations[0]?.title).toBe('T')
    expect(observations[0]).not.toHaveProperty('mood')
  })

  test('are refused where they never end', { timeout: 60_000 }, async () => {
    const server = await rawServer((_, response) => {
      const spaces = Buffer.alloc(2 ** 20, ' ')
      const more = (): void => {
        while (response.write(spaces));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).on('drain', more)
      more()
    })
    const { alice, waits } = patientClient(server.url)
    expect((await outcome(() => alice.stats())).error).toMatchObject({
      code: 'storage',
      message: 'the answer is too large',
    })
    expect(waits).toEqual([])
  })

  test('are refused where they are small only on the way', { timeout: 60_000 }, async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(response)
      const zeros = Buffer.alloc(2 ** 20)
      const more = (): void => {
        while (!response.destroyed && gzip.write(zeros));
      }
      gzip.on('drain', more)
      more()
      response.on('close', () => gzip.destroy())
    })
    expect((await outcome(() => patientClient(server.url).alice.stats())).error).toMatchObject({
      code: 'storage',
      message: 'the answer is too large',
    })
  })

  test('are cut off, and asked for again where that is safe', async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 })
      response.write('{"observations":0,', () => response.destroy())
    })
    const { alice, waits } = patientClient(server.url, { retries: 2 })
    expect((await outcome(() => alice.stats())).error).toMatchObject({ code: 'storage' })
    expect([waits.length, server.arrived.length]).toEqual([2, 3])
  })

  test('do not come in time', async () => {
    const server = await rawServer(() => undefined)
    const { alice, waits } = patientClient(server.url, { retries: 1, timeoutMs: 50 })
    expect((await outcome(() => alice.stats())).error).toMatchObject({
      code: 'storage',
      message: 'the server did not answer in time',
    })
    // On a busy machine the time may be over before the server has seen an attempt.
    expect(waits).toHaveLength(1)
  })

  test('begin in time and stop', async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"observations":')
    })
    const { alice } = patientClient(server.url, { retries: 0, timeoutMs: 50 })
    expect((await outcome(() => alice.stats())).error).toMatchObject({
      message: 'the server did not answer in time',
    })
  })
})

describe('refusals', () => {
  test('404 is absence only where a memory server says so', async () => {
    let answer: object | string = problem('not_found', 404)
    const server = await rawServer((_, response) => json(response, 404, answer))
    const { alice } = patientClient(server.url)
    expect(await alice.get(1)).toBeNull()
    expect(await alice.forget(1)).toBe(false)
    const others = [
      '<html>',
      'not_found',
      {},
      { code: 'not_found' },
      { type: 'about:blank', title: 'Not Found', status: 404 },
      { type: 'about:blank', status: 404, detail: 'there is no such path', code: 'not_found' },
      { type: 'https://example.com/not_found', code: 'not_found', detail: 'no' },
      { ...problem('not_found', 404), type: 'urn:ilab-memory:error:storage' },
    ]
    for (const other of others) {
      answer = other
      for (const call of [() => alice.get(1), () => alice.forget(1)])
        expect((await outcome(call)).error).toMatchObject({
          code: 'not_found',
          message: 'there is no memory server at this address: check the address given to connect',
        })
    }
    answer = problem('no_active_session', 404, 'there is no active session')
    expect((await outcome(() => alice.endSession('x'))).error).toMatchObject({
      code: 'no_active_session',
      message: 'there is no active session',
    })
    answer = problem('not_found', 404)
    expect((await outcome(() => alice.stats())).error).toMatchObject({ code: 'not_found' })
  })

  test.each([
    [400, 'storage'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [405, 'storage'],
    [413, 'invalid_input'],
    [418, 'storage'],
    [429, 'rate_limited'],
    [500, 'storage'],
    [502, 'storage'],
    [503, 'busy'],
    [599, 'storage'],
  ])('without a code of ours are taken by their status: %i is %s', async (status, code) => {
    const bodies = [
      '<h1>canary</h1>',
      { code: 'canary' },
      problem('canary', status),
      null,
      { detail: 'canary' },
    ]
    let body: unknown
    const server = await rawServer((_, response) => json(response, status, body))
    for (body of bodies) {
      const { error } = await outcome(() => patientClient(server.url, { retries: 0 }).alice.stats())
      expect(error).toBeInstanceOf(MemoryError)
      expect(error).toMatchObject({ code })
      expect(String(error)).not.toContain('canary')
    }
  })

  const reason = 'must be at most 255 characters long, unlike my_own_type'

  test.each([
    [{ reason, field: 'topic_key' }, `topicKey: ${reason}`, 'topicKey', undefined],
    [{ reason, field: 'topic_key', line: 4 }, `line 4: topic_key: ${reason}`, 'topic_key', 4],
    [{ reason, line: 4 }, `line 4: ${reason}`, undefined, 4],
    [{ reason, field: 'a\nb', line: -1 }, reason, undefined, undefined],
    [{ reason, field: 7, line: '4' }, reason, undefined, undefined],
    [{ field: 'topic_key' }, 'the detail', undefined, undefined],
    [{}, 'the detail', undefined, undefined],
  ])('carry code, text, field and line of the server: %j', async (more, message, field, line) => {
    const body = { ...problem('invalid_input', 400, 'the detail'), ...more }
    const server = await rawServer((_, response) => json(response, 400, body))
    const { error } = await outcome(() => patientClient(server.url).alice.stats())
    expect(error).toMatchObject({ code: 'invalid_input', message })
    const told = error as { field?: string; line?: number }
    expect([told.field, told.line]).toEqual([field, line])
  })

  test('that never end are cut', async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(500).on('drain', () => response.write('x'.repeat(2 ** 16)))
      response.write('x'.repeat(2 ** 20))
    })
    expect((await outcome(() => patientClient(server.url).alice.stats())).error).toMatchObject({
      code: 'storage',
    })
  })

  test('of a server that is closing are busy: the memory here is open', async () => {
    const server = await rawServer((_, response) => json(response, 503, problem('closed', 503)))
    expect((await outcome(() => patientClient(server.url).alice.stats())).error).toMatchObject({
      code: 'busy',
    })
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i is not followed: the credential goes nowhere else',
    async (status) => {
      const elsewhere = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
      const server = await rawServer(({ path }, response) =>
        response
          .writeHead(status, { location: path === '/v1/stats' ? `${elsewhere.url}/v1/stats` : '/v1/stats' })
          .end(),
      )
      const { alice } = patientClient(server.url, { apiKey: 'ilm_secret' })
      for (const call of [() => alice.stats(), () => alice.list()])
        expect((await outcome(call)).error).toMatchObject({
          code: 'storage',
          message: 'the server sends on to another address: give that one to connect',
        })
      expect(elsewhere.arrived).toEqual([])
      expect(server.arrived).toHaveLength(2)
    },
  )
})
