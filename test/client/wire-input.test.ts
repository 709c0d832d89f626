import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { outcome } from './calls.ts'
import { goodAnswers, json, patientClient, rawServer } from './raw-server.ts'

const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '\udfff', '\0', ',')),
})

describe('R53: what goes out arrives exactly, or is refused before it goes', () => {
  test('texts of a save and of a search', async () => {
    const server = await rawServer(({ path }, response) =>
      json(response, 200, path === '/v1/search' ? { results: [] } : goodAnswers.saved),
    )
    const { alice } = patientClient(server.url)
    const someText = anyText.filter((text) => text.trim() !== '')
    await fc.assert(
      fc.asyncProperty(anyText, someText, fc.option(someText), async (title, content, topicKey) => {
        await alice.save({ type: 'profile', title, content, topicKey })
        expect(JSON.parse(server.arrived.at(-1)?.body ?? '')).toEqual({
          type: 'profile',
          title,
          content,
          topic_key: topicKey,
        })
        await alice.search(title, { typesExclude: [content] })
        expect(JSON.parse(server.arrived.at(-1)?.body ?? '')).toEqual({
          query: title,
          types_exclude: [content],
        })
      }),
      { numRuns: 200 },
    )
  })

  test('texts that travel in the address', async () => {
    const server = await rawServer((_, response) =>
      json(response, 200, { observations: [], next_cursor: null }),
    )
    const { alice } = patientClient(server.url)
    await fc.assert(
      fc.asyncProperty(
        anyText.filter((text) => text !== ''),
        fc.array(anyText, { minLength: 1 }),
        async (prefix, types) => {
          const before = server.arrived.length
          const { error } = await outcome(() => alice.list({ topicKeyPrefix: prefix, types }))
          if (error !== undefined) {
            expect(error).toMatchObject({ code: 'invalid_input' })
            expect(
              [prefix, ...types].every((text) => text.isWellFormed()) &&
                prefix.trim() !== '' &&
                types.every((type) => type !== '' && !type.includes(',')),
            ).toBe(false)
            expect(server.arrived).toHaveLength(before)
            return
          }
          const query = (server.arrived.at(-1)?.path ?? '').split('?')[1] ?? ''
          const pairs = query.split('&').map((pair) => pair.split('=').map(decodeURIComponent))
          expect(pairs).toEqual(
            [
              ['types', types],
              ['topic_key_prefix', [prefix]],
              ['limit', ['50']],
            ].flatMap(([name, values]) => (values as string[]).map((value) => [name, value])),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a type with a comma, which a server could take for two', async () => {
    const server = await rawServer((_, response) =>
      json(response, 200, { observations: [], next_cursor: null }),
    )
    const { error } = await outcome(() =>
      patientClient(server.url).alice.list({ types: ['profile,decision'] }),
    )
    expect(error).toMatchObject({ code: 'invalid_input' })
    expect(server.arrived).toEqual([])
  })

  test('what JSON would change or cannot hold is refused, and nothing is sent', async () => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.saved))
    const { alice } = patientClient(server.url)
    const cycle: Record<string, unknown> = { type: 'profile', title: 'T', content: 'C' }
    cycle['topicKey'] = cycle
    const draft = { type: 'profile', title: 'T', content: 'C' }
    const strange: unknown[] = [
      cycle,
      { ...draft, title: 1n },
      { ...draft, title: new Date() },
      { ...draft, title: { toJSON: () => 'T' } },
      { ...draft, title: () => 'T' },
      { ...draft, title: undefined },
      { ...draft, title: Symbol('T') },
      { ...draft, title: Object('T') },
      { ...draft, topic_key: 'known on the wire only' },
      { ...draft, extra: 1 },
      [[draft]],
      [{ ...draft, title: 1n }],
      [{ ...draft, data: { big: 1n } }],
      [null],
      null,
    ]
    for (const one of strange)
      expect((await outcome(() => alice.save(one as never))).error).toMatchObject({ code: 'invalid_input' })
    for (const limit of [Number.NaN, Number.POSITIVE_INFINITY, 1.5, 0, -1, '5', 1n]) {
      const options = { limit } as never
      for (const call of [() => alice.search('x', options), () => alice.list(options)])
        expect((await outcome(call)).error).toMatchObject({ code: 'invalid_input' })
    }
    expect(server.arrived).toEqual([])
  })

  test('what is no id never becomes part of an address', async () => {
    const server = await rawServer((_, response) => json(response, 200, {}))
    const { alice } = patientClient(server.url)
    const strange = [0, -1, 1.5, Number.NaN, 2 ** 53, '', ' ', null, undefined, {}, [1], 1n, true]
    const takers = [
      (id: unknown) => alice.get(id as number),
      (id: unknown) => alice.forget(id as number),
      (id: unknown) => alice.timeline(id as number),
    ]
    for (const id of strange)
      for (const take of takers)
        expect((await outcome(() => take(id))).error).toMatchObject({ code: 'invalid_input' })
    expect(server.arrived).toEqual([])
  })

  test('what is no user id never becomes a header', async () => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
    const { memory } = patientClient(server.url)
    for (const id of [
      '',
      'a b',
      'a\r\nx-user-id: bob',
      'é',
      '\ud800',
      'x'.repeat(256),
      7,
      null,
      undefined,
      ['alice'],
    ]) {
      expect(() => memory.forUser(id as string)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    }
    for (const id of ['a', '%', 'a,b', '"', 'a:b', 'auth0|abc', '~', 'x'.repeat(255)]) {
      await memory.forUser(id).stats()
      expect(server.arrived.at(-1)?.headers).toMatchObject({ 'x-user-id': id, 'x-expect-user-id': id })
    }
  })

  test('more results or neighbours than a server gives are refused, and not cut', async () => {
    const { alice } = patientClient('http://127.0.0.1:9')
    const tooMany: [string, () => Promise<unknown>][] = [
      ['limit', () => alice.search('x', { limit: 101 })],
      ['before', () => alice.timeline(1, { before: 101 })],
      ['after', () => alice.timeline(1, { after: 101 })],
    ]
    for (const [name, call] of tooMany)
      expect((await outcome(call)).error).toMatchObject({
        code: 'invalid_input',
        message: `${name}: must be at most 100 over HTTP`,
        field: name,
      })
  })
})

test('R24: no error holds what was asked for, although a platform puts the address into its own', async () => {
  const inMessage = (url: string): Error => new TypeError(`error sending request for url (${url})`)
  const inField = (url: string): Error =>
    Object.assign(new Error('Unable to connect'), { code: 'FailedToOpenSocket', path: url })
  const inCause = (url: string): Error => new TypeError('fetch failed', { cause: inMessage(url) })
  for (const failing of [inMessage, inField, inCause]) {
    const fetchThatFails: typeof fetch = async (input) => {
      throw failing(input instanceof Request ? input.url : input.toString())
    }
    const { alice } = patientClient('http://memory.example', { fetch: fetchThatFails })
    const { error } = await outcome(() => alice.list({ topicKeyPrefix: 'canary' }))
    expect(error).toMatchObject({ code: 'storage', message: 'the server cannot be reached' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
    const other = await outcome(() => alice.stats())
    expect(other.error).toHaveProperty('cause', expect.any(Error))
  }
})

describe('a long list', () => {
  test('is put together from the pages that a server gives, in order and without a gap', async () => {
    const page = (first: number, count: number, next: string | null): object => ({
      observations: Array.from({ length: count }, (_, i) => ({
        ...goodAnswers.observation('alice'),
        id: first - i,
      })),
      next_cursor: next,
    })
    const server = await rawServer(({ path }, response) => {
      const query = new URLSearchParams(path.split('?')[1])
      const first = Number(query.get('cursor') ?? 500)
      // This one gives no more than 60 at a time.
      const count = Math.min(60, Number(query.get('limit')), first)
      json(response, 200, page(first, count, first > count ? String(first - count) : null))
    })
    const { alice } = patientClient(server.url)
    const { observations, nextCursor } = await alice.list({ limit: 250, types: ['profile'] })
    expect(observations.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, i) => 500 - i))
    expect(nextCursor).toBe('250')
    expect(server.arrived.map(({ path }) => new URLSearchParams(path.split('?')[1]).get('limit'))).toEqual([
      '100',
      '100',
      '100',
      '70',
      '10',
    ])
    const all = await collectAll(alice)
    expect(all).toEqual(Array.from({ length: 500 }, (_, i) => 500 - i))
  })
})

async function collectAll(memory: UserMemory): Promise<number[]> {
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page = await memory.list({ limit: 130, cursor })
    ids.push(...page.observations.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}
