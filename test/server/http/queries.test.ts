import { describe, expect, test } from 'vitest'
import { ada, draft, startServer } from './fixture.ts'

const { send, server } = await startServer({
  limits: { rate: false, bodyBytes: 4_000, lineBytes: 2_000, importBytes: 6_000 },
})
const canary = 'CANARY-5b1d'

describe('queries and paths', () => {
  test('take each parameter once, by its name, and refuse what they do not know', async () => {
    const cases: [string, string][] = [
      ['/v1/observations?limit=1&limit=2', 'limit: must be given once'],
      [`/v1/observations?${canary}=1`, 'query: has a parameter that this operation does not take'],
      ['/v1/observations?topicKeyPrefix=a', 'query: has a parameter that this operation does not take'],
      ['/v1/observations/1?observation_id=2', 'query: has a parameter that this operation does not take'],
      ['/v1/observations?__proto__=1', 'query: has a parameter that this operation does not take'],
      [`/v1/observations?limit=${canary}`, 'limit: must be of type number'],
      ['/v1/observations?limit=1e3', 'limit: must be of type number'],
      ['/v1/observations?limit=0', 'limit: must be at least 1'],
      [
        `/v1/observations?types=${canary}`,
        'types: must be among profile, preference, decision, discovery, pattern, item, summary',
      ],
      ['/v1/observations?topic_key_prefix=%ff', 'query: is not UTF-8 in percent-encoding'],
      ['/v1/observations?topic_key_prefix=%zz', 'query: is not UTF-8 in percent-encoding'],
      [`/v1/stats?user_id=${canary}`, 'query: has a parameter that this operation does not take'],
      [`/v1/export?${canary}`, 'query: has a parameter that this operation does not take'],
      [`/v1/observations/${canary}`, 'observation_id: must be a positive integer'],
      ['/v1/observations/0', 'observation_id: must be a positive integer'],
      ['/v1/observations/01', 'observation_id: must be a positive integer'],
      ['/v1/observations/1.0', 'observation_id: must be a positive integer'],
      ['/v1/observations/-1', 'observation_id: must be a positive integer'],
      ['/v1/observations/99999999999999999999', 'observation_id: must be a positive integer'],
      ['/v1/observations/%31%00', 'observation_id: must be a positive integer'],
    ]
    for (const [path, detail] of cases) {
      const answer = await send('GET', path, { headers: ada })
      expect([path, answer.status, answer.json().detail]).toEqual([path, 400, detail])
      expect(answer.text).not.toContain(canary)
    }
    const posted = await send('POST', `/v1/search?limit=${canary}`, { headers: ada, json: { query: 'a' } })
    expect([posted.status, posted.json().detail]).toEqual([400, 'query: this operation takes no parameters'])
  })

  test('lists are repeated or separated by commas, and texts are decoded once', async () => {
    await send('POST', '/v1/observations', {
      headers: ada,
      json: { ...draft, title: 'Signs', topic_key: 'a+b%20 c,d' },
    })
    const by = async (query: string): Promise<number> =>
      (await send('GET', `/v1/observations?${query}`, { headers: ada })).json().observations.length as number
    expect(await by('types=profile&types=decision')).toBe(await by('types=profile,decision'))
    expect(await by('types=profile')).toBe(0)
    expect(await by(`topic_key_prefix=${encodeURIComponent('a+b%20 c,')}`)).toBe(1)
    expect(await by('topic_key_prefix=a%2Bb%2520+c')).toBe(1)
  })

  test('data in a query is a JSON object', async () => {
    await send('POST', '/v1/observations', {
      headers: ada,
      json: { ...draft, title: 'Data', data: { a: { b: 'x+y' } } },
    })
    const by = (data: string) =>
      send('GET', `/v1/observations?data=${encodeURIComponent(data)}`, { headers: ada })
    expect((await by('{"a.b":"x+y"}')).json().observations).toHaveLength(1)
    expect((await by('{"a.b":true}')).json().observations).toHaveLength(0)
    for (const wrong of ['{', 'x', '[1]', '1', '{}', '{"a":[]}', '{"":1}', `{"${canary}..":1}`])
      expect([wrong, (await by(wrong)).status]).toEqual([wrong, 400])
    expect((await by(`{"${canary}..":1}`)).text).not.toContain(canary)
  })

  test('header values are checked as well, and not repeated', async () => {
    for (const headers of [
      { 'x-user-id': `two words ${canary}` },
      { 'x-user-id': '' },
      { ...ada, 'idempotency-key': `two words ${canary}` },
      {},
    ]) {
      const answer = await send('POST', '/v1/observations', { headers, json: draft })
      expect(answer.status).toBe(400)
      expect(answer.text).not.toContain(canary)
    }
  })

  test('a request id of the client is kept where it can hold no text', async () => {
    const id = '5f0c4d4e-6c57-4f7c-9d0f-4a3f1d0c9a11'
    expect(
      (await send('GET', '/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id'),
    ).toBe(id)
    const other = (await send('GET', '/healthz', { headers: { 'x-request-id': canary } })).headers.get(
      'x-request-id',
    )
    expect(other).toMatch(/^[0-9a-f-]{36}$/)
    expect(server.url).toContain('127.0.0.1')
  })
})
