import { describe, expect, test } from 'vitest'
import { ada, bob, draft, startServer, type Answer } from './fixture.ts'

const { send } = await startServer()

/** Every problem document is of this form. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.json()).toEqual({
    type: `urn:ilab-memory:error:${code}`,
    title: expect.any(String) as string,
    status,
    detail: expect.any(String) as string,
    code,
    request_id: answer.headers.get('x-request-id'),
  })
}

describe('operations over a socket', () => {
  test('save answers 201 with the place of what it created, and 200 where it revises or recognises', async () => {
    const first = await send('POST', '/v1/observations', {
      headers: ada,
      json: { ...draft, topic_key: 'ui/colour' },
    })
    expect(first.status).toBe(201)
    expect(first.json()).toMatchObject({ outcome: 'created', topic_key: 'ui/colour' })
    const place = first.headers.get('location')!
    expect(place).toBe(`/v1/observations/${first.json().id}`)
    expect((await send('GET', place, { headers: ada })).json()).toMatchObject({ ...draft, user_id: 'ada' })

    const revised = { ...draft, content: 'The accent is green.', topic_key: 'ui/colour' }
    const second = await send('POST', '/v1/observations', { headers: ada, json: revised })
    expect([second.status, second.json().outcome, second.headers.get('location')]).toEqual([
      200,
      'updated',
      null,
    ])
    const third = await send('POST', '/v1/observations', { headers: ada, json: revised })
    expect([third.status, third.json().outcome]).toEqual([200, 'deduped'])
  })

  test('search, list, timeline and stats give what is there, in the names of the wire', async () => {
    const user = { 'x-user-id': 'reader' }
    for (const title of ['One', 'Two', 'Three'])
      await send('POST', '/v1/observations', {
        headers: user,
        json: { ...draft, title, content: `${title} apples` },
      })
    const found = await send('POST', '/v1/search', {
      headers: user,
      json: { query: 'apples', explain: true, limit: 2 },
    })
    expect(found.status).toBe(200)
    expect(found.json().results).toHaveLength(2)
    expect(found.json()).toMatchObject({ empty_because: null })
    expect(Object.keys(found.json().results[0])).toContain('topic_key')

    const [best] = (
      await send('POST', '/v1/search', {
        headers: user,
        json: { query: 'two apples', min_share: 0.9, full: true },
      })
    ).json().results
    const { score, snippet, highlights, ...whole } = best
    expect(whole).toEqual((await send('GET', '/v1/observations/2', { headers: user })).json())
    expect([score > 0, snippet, highlights]).toEqual([
      true,
      'Two apples',
      [
        [0, 3],
        [4, 10],
      ],
    ])
    for (const min_share of [-0.1, 1.1, 'half'])
      expect(
        (await send('POST', '/v1/search', { headers: user, json: { query: 'apples', min_share } })).json(),
      ).toMatchObject({ status: 400, code: 'invalid_input', field: 'min_share' })

    const page = (
      await send('GET', '/v1/observations?limit=2&types=decision,profile', { headers: user })
    ).json()
    expect(page.observations.map(({ id }: { id: number }) => id)).toEqual([3, 2])
    const cursor = encodeURIComponent(page.next_cursor as string)
    const rest = (await send('GET', `/v1/observations?limit=2&cursor=${cursor}`, { headers: user })).json()
    expect(rest.observations.map(({ id }: { id: number }) => id)).toEqual([1])
    expect(rest.next_cursor).toBeNull()

    const line = (await send('GET', '/v1/observations/2/timeline?before=1&after=0', { headers: user })).json()
    expect(line.observations.map(({ id }: { id: number }) => id)).toEqual([1, 2])
    expect((await send('GET', '/v1/stats', { headers: user })).json()).toMatchObject({
      observations: 3,
      by_type: { decision: 3 },
    })
  })

  test('a session is opened, summarised and closed; closing it again is 404 no_active_session', async () => {
    const user = { 'x-user-id': 'worker' }
    const opened = await send('POST', '/v1/sessions', { headers: user })
    expect([opened.status, opened.json().is_new]).toEqual([200, true])
    expect(
      (await send('POST', '/v1/sessions/active/summary', { headers: user, json: { summary: 'Half' } }))
        .status,
    ).toBe(201)
    const closed = await send('POST', '/v1/sessions/active/end', { headers: user, json: { summary: 'Done' } })
    expect(closed.json()).toMatchObject({ status: 'completed', is_auto_generated: false })
    expectProblem(
      await send('POST', '/v1/sessions/active/end', { headers: user, json: { summary: 'Done' } }),
      404,
      'no_active_session',
    )
  })

  test('forget is 204 and then 404, erase gives a receipt', async () => {
    const user = { 'x-user-id': 'leaver' }
    await send('POST', '/v1/observations', { headers: user, json: draft })
    const gone = await send('DELETE', '/v1/observations/1', { headers: user })
    expect([gone.status, gone.text]).toEqual([204, ''])
    expectProblem(await send('DELETE', '/v1/observations/1', { headers: user }), 404, 'not_found')
    expectProblem(await send('GET', '/v1/observations/1', { headers: user }), 404, 'not_found')
    await send('POST', '/v1/observations', { headers: user, json: draft })
    expect((await send('DELETE', '/v1/memory', { headers: user })).json()).toMatchObject({
      observations: 1,
      sessions: 1,
    })
  })

  test('me says whose memory it is', async () => {
    expect((await send('GET', '/v1/me', { headers: ada })).json()).toEqual({ user_id: 'ada' })
  })

  test('R3 an id of another user answers as one that never was', async () => {
    const user = { 'x-user-id': 'stranger' }
    for (let i = 0; i < 3; i++)
      await send('POST', '/v1/observations', { headers: ada, json: { ...draft, title: `Only Ada's ${i}` } })
    const withoutId = ({ text, headers }: Answer): string => text.replaceAll(headers.get('x-request-id')!, '')
    for (const [method, path] of [
      ['GET', '/v1/observations/'],
      ['DELETE', '/v1/observations/'],
      ['GET', '/v1/observations/:/timeline'],
    ] as const) {
      const at = (id: number): string => (path.includes(':') ? path.replace(':', String(id)) : path + id)
      const [others, absent] = [
        await send(method, at(2), { headers: user }),
        await send(method, at(999), { headers: user }),
      ]
      expect(withoutId(others)).toBe(withoutId(absent))
      expect(others.status).toBe(absent.status)
    }
    expect((await send('GET', '/v1/observations/2', { headers: ada })).status).toBe(200)
  })

  test('a number above what is given at a time is cut to it', async () => {
    const user = { 'x-user-id': 'collector' }
    const { send: sendTo } = await startServer({ limits: { rate: false, results: 3 } })
    for (let i = 0; i < 5; i++)
      await sendTo('POST', '/v1/observations', { headers: user, json: { ...draft, title: `Apple ${i}` } })
    expect(
      (await sendTo('GET', '/v1/observations?limit=5', { headers: user })).json().observations,
    ).toHaveLength(3)
    expect(
      (await sendTo('POST', '/v1/search', { headers: user, json: { query: 'apple', limit: 5 } })).json()
        .results,
    ).toHaveLength(3)
    expect(
      (await sendTo('GET', '/v1/observations/1/timeline?before=9&after=9', { headers: user })).json()
        .observations,
    ).toHaveLength(4)
  })
})

describe('entity tags', () => {
  test('R17 tell of nothing but the body: 304 until it changes, whatever others write meanwhile', async () => {
    const user = { 'x-user-id': 'tagged' }
    await send('POST', '/v1/observations', { headers: user, json: draft })
    for (const path of [
      '/v1/observations/1',
      '/v1/observations',
      '/v1/stats',
      '/v1/observations/1/timeline',
    ]) {
      const first = await send('GET', path, { headers: user })
      const tag = first.headers.get('etag')!
      expect(tag).toMatch(/^"[\w-]{27}"$/)
      expect(first.headers.get('cache-control')).toBe('private, no-cache')
      expect(first.headers.get('vary')).toBe('Authorization, X-User-Id')
      await send('POST', '/v1/observations', { headers: bob, json: { ...draft, title: path } })
      const again = await send('GET', path, { headers: { ...user, 'if-none-match': `"other", W/${tag}` } })
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag])
    }
    const before = (await send('GET', '/v1/observations', { headers: user })).headers.get('etag')!
    await send('POST', '/v1/observations', { headers: user, json: { ...draft, title: 'More' } })
    const after = await send('GET', '/v1/observations', { headers: { ...user, 'if-none-match': before } })
    expect(after.status).toBe(200)
  })

  test('stand on no answer that writes or searches, which nothing may keep', async () => {
    const found = await send('POST', '/v1/search', { headers: ada, json: { query: 'blue' } })
    expect([found.headers.get('etag'), found.headers.get('cache-control')]).toEqual([null, 'no-store'])
  })
})

describe('what is not a route', () => {
  test('is 404 without a code, so that nobody takes it for an absent observation', async () => {
    for (const path of [
      '/v1',
      '/v1/observations/1//',
      '/v2/stats',
      '/v1/observations/1/other',
      '/V1/stats',
    ]) {
      const answer = await send('GET', path, { headers: ada })
      expect([answer.status, answer.json().type, answer.json().code]).toEqual([404, 'about:blank', undefined])
    }
  })

  test('is 405 with the methods that there are', async () => {
    const answer = await send('PUT', '/v1/observations', { headers: ada })
    expect([answer.status, answer.headers.get('allow'), answer.json().type]).toEqual([
      405,
      'GET, HEAD, POST',
      'about:blank',
    ])
    expect((await send('PUT', '/v1/observations/1')).headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH')
  })

  test('HEAD is GET without the body', async () => {
    const head = await send('HEAD', '/v1/stats', { headers: ada })
    const get = await send('GET', '/v1/stats', { headers: ada })
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')])
  })
})
