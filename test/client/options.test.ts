import { describe, expect, test } from 'vitest'
import { connect, MemoryError } from '../../src/client/index.ts'
import { goodAnswers, json, rawServer } from './raw-server.ts'

async function askingServer(): ReturnType<typeof rawServer> {
  return rawServer((_, response) => json(response, 200, goodAnswers.stats))
}

describe('connect', () => {
  test('sends nothing by itself', async () => {
    const server = await askingServer()
    connect(server.url, { apiKey: 'ilm_key' }).forUser('alice')
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.arrived).toEqual([])
  })

  test('keeps the path that a server is mounted under', async () => {
    const server = await askingServer()
    for (const url of [server.url, `${server.url}/`, new URL(server.url)])
      await connect(url).forUser('a').stats()
    for (const path of ['/memory', '/memory/', '/a/b'])
      await connect(server.url + path)
        .forUser('a')
        .stats()
    expect(server.arrived.map(({ path }) => path)).toEqual([
      '/v1/stats',
      '/v1/stats',
      '/v1/stats',
      '/memory/v1/stats',
      '/memory/v1/stats',
      '/a/b/v1/stats',
    ])
  })

  test.each([
    '',
    'memory',
    'localhost:7437',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://',
    'https://key:canary@example.com',
    'https://canary@example.com',
    'https://example.com/?canary=1',
    'https://example.com/#canary',
  ])('refuses %j as an address, without repeating it', (url) => {
    const error = thrownBy(() => connect(url))
    expect(error).toMatchObject({ code: 'invalid_input' })
    expect(error.message).not.toContain('canary')
  })

  test.each<[string, Record<string, unknown>]>([
    ['a key with a space', { apiKey: 'can ary' }],
    ['a key with a line break', { apiKey: 'canary\r\nx-user-id: bob' }],
    ['an empty key', { apiKey: '' }],
    ['a key that is no text', { apiKey: 7 }],
    ['a token with a line break', { token: 'canary\n' }],
    ['both a key and a token', { apiKey: 'canary', token: 'canary' }],
    ['negative retries', { retries: -1 }],
    ['a broken number of retries', { retries: 1.5 }],
    ['a timeout that is no number', { timeoutMs: '5' }],
    ['an endless timeout', { timeoutMs: Number.POSITIVE_INFINITY }],
    ['keys that are neither on nor off', { idempotencyKeys: 'yes' }],
    ['a header that it sets itself', { headers: { Authorization: 'canary' } }],
    ['a header that names the user', { headers: { 'X-USER-ID': 'canary' } }],
    ['a header with a line break', { headers: { 'x-a': 'canary\r\nx-user-id: bob' } }],
    ['a header whose name is none', { headers: { 'x a': 'canary' } }],
    ['a misspelled option', { apikey: 'canary' }],
  ])('refuses %s, without repeating it', (_, options) => {
    const error = thrownBy(() => connect('https://example.com', options))
    expect(error).toMatchObject({ code: 'invalid_input' })
    expect(error.message).not.toContain('canary')
  })

  test('sends the key, and whatever else is wanted, with every request', async () => {
    const server = await askingServer()
    const headers = { 'CF-Access-Client-Id': 'an id', 'x-empty': '' }
    await connect(server.url, { apiKey: 'ilm_key', headers }).forUser('alice').stats()
    await connect(server.url).forUser('alice').stats()
    expect(server.arrived[0]?.headers).toMatchObject({
      authorization: 'Bearer ilm_key',
      'cf-access-client-id': 'an id',
      'x-empty': '',
    })
    expect(server.arrived[1]?.headers).not.toHaveProperty('authorization')
  })

  test('asks for a token before every attempt', async () => {
    const server = await rawServer((_, response) =>
      server.arrived.length === 1 ? response.destroy() : json(response, 200, goodAnswers.stats),
    )
    let given = 0
    const memory = connect(server.url, { token: async () => `token-${++given}` })
    await memory.forUser('alice').stats()
    expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
    await connect(server.url, { token: 'fixed' }).forUser('alice').stats()
    expect(server.arrived.at(-1)?.headers.authorization).toBe('Bearer fixed')
  })

  test('lets the error of a token that cannot be had through, and refuses what is none', async () => {
    const server = await askingServer()
    const failing = connect(server.url, { token: () => Promise.reject(new Error('no session')) })
    await expect(failing.forUser('alice').stats()).rejects.toThrow('no session')
    const wrong = connect(server.url, { token: () => 'can\nary' })
    await expect(wrong.forUser('alice').stats()).rejects.toMatchObject({ code: 'invalid_input' })
    expect(server.arrived).toEqual([])
  })

  test('uses the fetch that it is given', async () => {
    const asked: string[] = []
    const memory = connect('https://memory.example.com', {
      fetch: async (input) => {
        asked.push(input instanceof Request ? input.url : input.toString())
        return Response.json(goodAnswers.stats)
      },
    })
    await memory.forUser('alice').stats()
    expect(asked).toEqual(['https://memory.example.com/v1/stats'])
  })

  test('gives handles whose calls end in time, and leaves no timer behind', async () => {
    const server = await askingServer()
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    await connect(server.url, { timeoutMs: 2 ** 30 })
      .forUser('alice')
      .stats()
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(
      before + 1,
    )
  })
})

function thrownBy(action: () => unknown): MemoryError {
  try {
    action()
  } catch (error) {
    if (error instanceof MemoryError) return error
  }
  throw new Error('expected an error of the memory')
}
