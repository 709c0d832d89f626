import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { operations, type OperationName } from '../../src/wire/operations.ts'
import { calls, outcome } from './calls.ts'
import { goodAnswers, json, patientClient, problem, rawServer } from './raw-server.ts'

const names = operations.map(({ name }) => name)
/** Operations that may safely happen twice: reads, and saves with a key. */
const repeatable = new Set<OperationName>([
  ...operations.filter(({ effect }) => effect === 'reads').map(({ name }) => name),
  'mem_save',
  'mem_save_many',
  'mem_session_summary',
  'mem_thread_append',
])

const removals = new Set<OperationName>([
  'mem_forget',
  'mem_forget_all',
  'mem_session_forget',
  'mem_thread_pop',
  'mem_thread_clear',
  'mem_erase_user',
])

describe('tries again after', () => {
  test.each(names)('%s: a connection that broke, exactly where it may be done twice', async (name) => {
    const server = await rawServer((_, response) => response.destroy())
    const { alice } = patientClient(server.url, { retries: 3 })
    const { error } = await outcome(() => calls[name](alice))
    expect(error).toMatchObject({ code: 'storage' })
    expect(server.arrived).toHaveLength(repeatable.has(name) ? 4 : 1)
    expect(String(error).includes('whether it was done is not known')).toBe(!repeatable.has(name))
  })

  test.each(names)('%s: answers that something between here and the server gives', async (name) => {
    for (const status of [502, 503, 504]) {
      const server = await rawServer((_, response) => json(response, status, {}))
      await outcome(() => calls[name](patientClient(server.url, { retries: 3 }).alice))
      expect(server.arrived).toHaveLength(repeatable.has(name) ? 4 : 1)
    }
  })

  test.each(names)('%s: refusals to begin at all', async (name) => {
    for (const [status, code] of [
      [503, 'busy'],
      [503, 'closed'],
      [429, 'rate_limited'],
    ] as const) {
      const server = await rawServer((_, response) => json(response, status, problem(code, status)))
      await outcome(() => calls[name](patientClient(server.url, { retries: 3 }).alice))
      // A removal that is busy may be done, with bytes of it left: a second one would answer that nothing was there.
      const isDone = removals.has(name) && code !== 'rate_limited'
      expect(server.arrived).toHaveLength(isDone ? 1 : 4)
    }
  })

  test.each(names)('%s: nothing else', async (name) => {
    for (const status of [400, 401, 403, 404, 409, 413, 422, 500, 501, 507]) {
      const server = await rawServer((_, response) => json(response, status, {}))
      await outcome(() => calls[name](patientClient(server.url, { retries: 3 }).alice))
      expect(server.arrived).toHaveLength(1)
    }
  })

  test('a server that is not there yet, whatever the operation', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    free.close()
    await once(free, 'close')
    const { alice, waits } = patientClient(`http://127.0.0.1:${port}`, { retries: 3 })
    for (const name of names) {
      const { error } = await outcome(() => calls[name](alice))
      expect(error).toMatchObject({ code: 'storage', message: 'the server cannot be reached' })
    }
    expect(waits).toHaveLength(3 * names.length)
  })

  test('R30: every attempt at a save carries the same key, and every save another', async () => {
    let failures = 2
    const server = await rawServer((_, response) =>
      failures-- > 0 ? response.destroy() : json(response, 201, goodAnswers.saved),
    )
    const { alice } = patientClient(server.url)
    await alice.save({ type: 'profile', title: 'T', content: 'C' })
    await alice.save({ type: 'profile', title: 'T', content: 'C' })
    await alice.summarizeSession('so far')
    const keys = server.arrived.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect([keys[1], keys[2]]).toEqual([keys[0], keys[0]])
    expect(new Set(keys).size).toBe(3)
  })

  test("R30: the caller's own key goes out as it is", async () => {
    const server = await rawServer((_, response) => json(response, 201, goodAnswers.saved))
    const { alice } = patientClient(server.url)
    await alice.save({ type: 'profile', title: 'T', content: 'C' }, { idempotencyKey: 'message-7' })
    expect(server.arrived[0]?.headers['idempotency-key']).toBe('message-7')
    for (const idempotencyKey of ['', 'a b', 'a\nb', 'é', 'x'.repeat(256)])
      expect(
        (await outcome(() => alice.save({ type: 'profile', title: 'T', content: 'C' }, { idempotencyKey })))
          .error,
      ).toMatchObject({ code: 'invalid_input' })
    expect(server.arrived).toHaveLength(1)
  })

  test('no save where keys are switched off, unless it brings its own', async () => {
    const server = await rawServer((_, response) => response.destroy())
    const { alice } = patientClient(server.url, { idempotencyKeys: false, retries: 1 })
    const draft = { type: 'profile', title: 'T', content: 'C' }
    await outcome(() => alice.save(draft))
    expect(server.arrived).toHaveLength(1)
    await outcome(() => alice.save(draft, { idempotencyKey: 'mine' }))
    expect(server.arrived).toHaveLength(3)
    expect(server.arrived[0]?.headers).not.toHaveProperty('idempotency-key')
  })
})

describe('waits', () => {
  test('longer each time, drawn between nothing and the longest', async () => {
    const server = await rawServer((_, response) => response.destroy())
    const { alice, waits } = patientClient(server.url, { retries: 9 })
    await outcome(() => alice.stats())
    expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  })

  test.each([
    ['2', 2_050],
    ['0', 50],
    ['Mon, 05 Jan 2026 00:00:07 GMT', 7_050],
    ['Sun, 04 Jan 2026 00:00:00 GMT', 50],
    ['soon', 50],
    ['-1', 50],
  ])('as long as the server asks: Retry-After %s', async (retryAfter, wait) => {
    const server = await rawServer((_, response) =>
      server.arrived.length === 1
        ? json(response, 429, problem('rate_limited', 429), { 'retry-after': retryAfter })
        : json(response, 200, goodAnswers.stats),
    )
    const { alice, waits } = patientClient(server.url)
    await alice.stats()
    expect(waits).toEqual([wait])
  })

  test('not where the server asks for more than a minute', async () => {
    const server = await rawServer((_, response) =>
      json(response, 429, problem('rate_limited', 429), { 'retry-after': '61' }),
    )
    const { alice, waits } = patientClient(server.url)
    expect((await outcome(() => alice.stats())).error).toMatchObject({ code: 'rate_limited' })
    expect(waits).toEqual([])
  })

  test('never with retries: 0', async () => {
    const server = await rawServer((_, response) => json(response, 503, problem('busy', 503)))
    const { alice, waits } = patientClient(server.url, { retries: 0 })
    expect((await outcome(() => alice.stats())).error).toMatchObject({ code: 'busy' })
    expect(waits).toEqual([])
  })
})
