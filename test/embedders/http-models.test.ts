import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ollama, openAICompatible } from '../../src/embedders/index.ts'
import { delayBefore } from '../../src/embedders/http/post.ts'
import { startModelServer, type Asked, type ModelAnswer } from './model-server.ts'

const { signal } = new AbortController()
const document = { kind: 'document', signal } as const
const query = { kind: 'query', signal } as const
const key = 'sk-secret-of-the-test'

const vectorOf = (text: string): number[] => [text.length, 1]
/** The vectors in another order than that of the texts, as the form allows. */
const openAiAnswer = ({ body }: Asked): ModelAnswer => ({
  status: 200,
  body: { data: body.input.map((text, index) => ({ index, embedding: vectorOf(text) })).toReversed() },
})
const now = { 'retry-after': '0' }

describe('openAICompatible', () => {
  const modelAt = (url: string, more = {}) =>
    openAICompatible({ baseURL: `${url}/v1/`, model: 'small', dimensions: 2, apiKey: key, ...more })

  test('asks for all texts in one request, with the key, and keeps their order', async () => {
    await using server = await startModelServer(openAiAnswer)
    const vectors = await modelAt(server.url).embed(['one', 'three'], document)
    expect(vectors).toEqual([
      [3, 1],
      [5, 1],
    ])
    expect(server.asked).toHaveLength(1)
    expect(server.asked[0]).toMatchObject({
      path: '/v1/embeddings',
      headers: { authorization: `Bearer ${key}` },
      body: { model: 'small', input: ['one', 'three'], encoding_format: 'float' },
    })
    expect(server.asked[0]!.body).not.toHaveProperty('dimensions')
  })

  test('asks for shorter vectors and puts prefixes where told, and names both in the space', async () => {
    await using server = await startModelServer(openAiAnswer)
    const prefixes = { query: 'q: ', document: 'd: ' }
    const model = modelAt(server.url, { shortens: true, prefixes })
    await model.embed(['a'], query)
    await model.embed(['a'], document)
    expect(server.asked.map(({ body }) => body)).toMatchObject([
      { input: ['q: a'], dimensions: 2 },
      { input: ['d: a'] },
    ])
    expect(model.id).toBe('openai:small:2:q: |d: ')
  })

  test.each([[429], [500], [503]])('repeats after status %i, when the server says', async (status) => {
    await using server = await startModelServer((asked, number) =>
      number < 3 ? { status, headers: now } : openAiAnswer(asked),
    )
    await expect(modelAt(server.url).embed(['a'], document)).resolves.toHaveLength(1)
    expect(server.asked).toHaveLength(3)
  })

  test('gives up after the last repetition', async () => {
    await using server = await startModelServer(() => ({ status: 503, headers: now }))
    await expect(modelAt(server.url, { retries: 2 }).embed(['a'], document)).rejects.toMatchObject({
      code: 'busy',
    })
    expect(server.asked).toHaveLength(3)
  })

  test('does not repeat a query, since a search does not wait', async () => {
    await using server = await startModelServer(() => ({ status: 503, headers: now }))
    await expect(modelAt(server.url).embed(['a'], query)).rejects.toMatchObject({ code: 'busy' })
    expect(server.asked).toHaveLength(1)
  })

  test.each([
    [400, 'invalid_input'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'invalid_input'],
  ])('does not repeat after status %i', async (status, code) => {
    await using server = await startModelServer(() => ({ status, body: { error: `no such key: ${key}` } }))
    const failed = modelAt(server.url).embed(['a private text'], document)
    await expect(failed).rejects.toMatchObject({ code })
    expect(server.asked).toHaveLength(1)
  })

  test.each<[string, ModelAnswer]>([
    ['a refusal that repeats the request', { status: 400, body: { error: `${key}: a private text` } }],
    ['no vectors', { status: 200, body: { error: 'a private text' } }],
    ['a cut connection', 'cut'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['no answer in time', 'never'],
  ])('an error after %s tells neither the key nor the text', async (_, answer) => {
    await using server = await startModelServer(() => answer)
    const model = modelAt(server.url, { retries: 0, timeoutMs: 200 })
    const error: unknown = await model.embed(['a private text'], document).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'MemoryError' })
    const { message, stack, cause } = error as Error
    for (const shown of [message, stack, String(cause), JSON.stringify(error)]) {
      expect(shown).not.toContain(key)
      expect(shown).not.toContain('private')
    }
  })

  test('ends with its signal, also while it waits to repeat', async () => {
    const stop = new AbortController()
    await using server = await startModelServer(() => {
      queueMicrotask(() => stop.abort(new Error('no longer wanted')))
      return { status: 503, headers: { 'retry-after': '60' } }
    })
    const failed = modelAt(server.url).embed(['a'], { kind: 'document', signal: stop.signal })
    await expect(failed).rejects.toThrow('no longer wanted')
    expect(server.asked).toHaveLength(1)
  })

  test.each([
    ['http://example.com/v1', 'https'],
    ['ftp://localhost', 'https'],
    ['http://localhost.example.com', 'https'],
    ['not a URL', 'not a URL'],
    [`https://user:${key}@example.com`, 'apiKey'],
    [`https://example.com?key=${key}`, 'apiKey'],
  ])('refuses %s', (baseURL, message) => {
    const make = (): unknown => openAICompatible({ baseURL, model: 'm', dimensions: 2 })
    expect(make).toThrow(message)
    expect(make).not.toThrow(key)
  })

  test('refuses a key that no header can hold, without repeating it', () => {
    const make = (): unknown => modelAt('http://127.0.0.1:1', { apiKey: `${key}\n` })
    expect(make).toThrow('apiKey: has characters that no key has')
    expect(make).not.toThrow(key)
  })

  test.each([[0], [1.5], [Number.NaN], [1e9]])('refuses %d dimensions', (dimensions) => {
    expect(() => modelAt('http://127.0.0.1:1', { dimensions })).toThrow('dimensions: must be a whole number')
  })
})

describe('ollama', () => {
  test('asks Ollama in its own form', async () => {
    await using server = await startModelServer(({ body }) => ({
      status: 200,
      body: { embeddings: body.input.map(vectorOf) },
    }))
    const model = ollama({ model: 'nomic-embed-text:v1.5', baseURL: server.url })
    expect(model).toMatchObject({ dimensions: 768 })
    const text = 'search_query: a'
    expect(await model.embed(['a'], query)).toEqual([[text.length, 1]])
    expect(server.asked[0]).toMatchObject({
      path: '/api/embed',
      body: { model: 'nomic-embed-text:v1.5', input: [text], truncate: true },
    })
  })

  test('wants the length of a model that it does not know', () => {
    expect(() => ollama({ model: 'my-own' })).toThrow('dimensions: give the length')
    expect(ollama({ model: 'my-own', dimensions: 5 }).dimensions).toBe(5)
  })
})

test('delays grow, follow the server, and never pass a minute', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (repeats, random) => {
      const delay = delayBefore(repeats, null, random, 0)
      expect(delay).toBeGreaterThanOrEqual(Math.min(60_000, 500 * 2 ** repeats) / 2)
      expect(delay).toBeLessThanOrEqual(60_000)
    }),
  )
  expect(delayBefore(0, '7', 0, 0)).toBe(7_000)
  expect(delayBefore(0, '700', 0, 0)).toBe(60_000)
  expect(delayBefore(0, new Date(10_000).toUTCString(), 0, 4_000)).toBe(6_000)
  expect(delayBefore(0, 'soon', 1, 0)).toBe(500)
})
