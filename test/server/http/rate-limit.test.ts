import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Authenticator } from '../../../src/server/access/authenticate.ts'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { createRateLimiter } from '../../../src/server/http/limits/rate-limit.ts'
import { ada, bob, startServer } from './fixture.ts'

describe('a rate limiter', () => {
  test('lets as many through at once as the rate has, and then one by one', () => {
    let now = 0
    const limiter = createRateLimiter({ requests: 4, seconds: 2 }, () => now)
    const take = (key: string) => limiter.take(key)
    expect([1, 2, 3, 4, 5].map(() => take('a').isAllowed)).toEqual([true, true, true, true, false])
    expect(take('a')).toEqual({ isAllowed: false, remaining: 0, retryAfter: 1, resetAfter: 2 })
    now = 500
    expect(take('a')).toMatchObject({ isAllowed: true, remaining: 0 })
    expect(take('a').isAllowed).toBe(false)
    now = 100_000
    expect(take('a')).toEqual({ isAllowed: true, remaining: 3, retryAfter: 0, resetAfter: 1 })
  })

  test('R8 keys that could be confused never share a bucket, and others never show', () => {
    const key = fc.oneof(fc.constantFrom('a', 'a:b', 'b', ':', '__proto__', 'constructor', 'A'), fc.string())
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(400)), { maxLength: 60 }), key, (steps, mine) => {
        let now = 0
        const alone = createRateLimiter({ requests: 3, seconds: 1 }, () => now)
        const crowded = createRateLimiter({ requests: 3, seconds: 1 }, () => now)
        for (const [other, wait] of steps) {
          now += wait
          const answer = crowded.take(other)
          if (other === mine) expect(answer).toEqual(alone.take(mine))
        }
        expect(crowded.look(mine)).toEqual(alone.look(mine))
      }),
    )
  })

  test('forgets the key that was used longest ago when there are too many', () => {
    const limiter = createRateLimiter({ requests: 2, seconds: 60 }, () => 0, 2)
    for (const key of ['a', 'b', 'a', 'c']) limiter.take(key)
    expect(['a', 'b', 'c'].map((key) => limiter.look(key).remaining)).toEqual([0, 2, 1])
  })
})

describe('R55 requests of one user', () => {
  test('are limited, told what is left, and leave other users alone', async () => {
    const { send } = await startServer({ limits: { rate: { requests: 5, seconds: 1_000 } } })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await send('GET', '/v1/stats', { headers: ada })
      statuses.push(status)
      expect(headers.get('ratelimit-policy')).toBe('"user";q=5;w=1000')
      expect(headers.get('ratelimit')).toBe(`"user";r=${4 - i};t=${(i + 1) * 200}`)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    const refused = await send('GET', '/v1/stats', { headers: ada })
    expect([refused.status, refused.json().code, refused.headers.get('ratelimit')]).toEqual([
      429,
      'rate_limited',
      '"user";r=0;t=1000',
    ])
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(190)
    expect(wait).toBeLessThanOrEqual(200)
    const other = await send('GET', '/v1/stats', { headers: bob })
    expect([other.status, other.headers.get('ratelimit')]).toEqual([200, '"user";r=4;t=200'])
  })

  test('are counted in MCP and REST together', async () => {
    const { send } = await startServer({
      limits: { rate: { requests: 2, seconds: 1_000 } },
      mcp: async () => new Response('{}'),
    })
    await send('POST', '/mcp', { headers: ada, json: {} })
    await send('GET', '/v1/stats', { headers: ada })
    expect((await send('POST', '/mcp', { headers: ada, json: {} })).status).toBe(429)
  })
})

describe('failed authentications', () => {
  test('are limited by address, and keep no good credential out that comes from there', async () => {
    const { send, keyFor } = await startServer({
      keys: true,
      proxies: 1,
      limits: { rate: false, failedAuthentications: { requests: 3, seconds: 1_000 } },
    })
    const key = await keyFor('alice')
    const from = (address: string, headers: Record<string, string> = {}) =>
      send('GET', '/v1/stats', { headers: { 'x-forwarded-for': address, ...headers } })
    for (let i = 0; i < 5; i++) expect((await from('10.0.0.1', key)).status).toBe(200)
    for (let i = 0; i < 3; i++) expect((await from('10.0.0.1')).status).toBe(401)
    const wrong = { authorization: 'Bearer ilm_wrong' }
    for (const headers of [{}, wrong]) {
      const refused = await from('10.0.0.1', headers)
      expect([refused.status, refused.json().code]).toEqual([429, 'rate_limited'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(300)
    }
    expect((await from('10.0.0.1', key)).status).toBe(200)
    expect((await from('10.0.0.2', wrong)).status).toBe(401)
    // What stands before the last address, the client itself may have written.
    expect((await from('10.0.0.2, 10.0.0.1', wrong)).status).toBe(429)
  })

  test('do not count where a credential could not be checked', async () => {
    const cause = new Error('the keyring is gone')
    const authenticator: Authenticator = {
      isOpen: false,
      authenticate: async () => {
        throw new MemoryError('unauthorized', 'the credential is not good', { cause })
      },
      close: () => undefined,
    }
    const { send } = await startServer({
      authenticator,
      limits: { rate: false, failedAuthentications: { requests: 1, seconds: 1_000 } },
    })
    for (let i = 0; i < 3; i++) expect((await send('GET', '/v1/stats', { headers: ada })).status).toBe(401)
  })
})
