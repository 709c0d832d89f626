import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { scopes, type Scope } from '../../../src/server/access/caller/caller.ts'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { examples } from '../../../src/server/http/docs/examples.ts'
import { createApp } from '../../../src/server/http/index.ts'
import { serve } from '../../../src/server/http/node-server.ts'
import { routes } from '../../../src/wire/routes.ts'
import { operations, type OperationName } from '../../../src/wire/operations.ts'
import { ada, bob, draft, senderTo, startServer, type Sent } from './fixture.ts'

const { send, keyFor, memory } = await startServer({ keys: true })
const alice = await keyFor('alice')
const service = await keyFor(null)

/** The operation's example as a request. */
function requestOf(name: OperationName): [string, string, Sent] {
  const { method, path, input } = routes[name]
  const { observation_id: id, ...fields } = examples[name].input
  const target = path.replace('{observation_id}', String(id))
  if (input === 'json') return [method, target, { json: fields }]
  if (input === 'lines') {
    const body = (fields['lines'] as string[]).join('\n')
    return [method, target, { body, headers: { 'content-type': 'application/jsonl' } }]
  }
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return [method, query.length === 0 ? target : `${target}?${query.join('&')}`, {}]
}

const send1 = async (name: OperationName, headers: Record<string, string>) => {
  const [method, path, sent] = requestOf(name)
  return send(method, path, { ...sent, headers: { ...sent.headers, ...headers } })
}

describe('whose memory it is', () => {
  test('R1 with a bound credential nothing else that a request says changes the user', async () => {
    const other = memory.forUser('mallory')
    await other.save({ ...draft, title: "Mallory's" })
    const before = await other.stats()
    for (const { name } of operations.filter(({ name: n }) => n !== 'mem_erase_user')) {
      const said = {
        'x-user-id': 'mallory',
        'x-forwarded-user': 'mallory',
        'x-remote-user': 'mallory',
        cookie: 'user_id=mallory',
      }
      const answer = await send1(name, { ...alice, ...said })
      expect([name, answer.text.includes('mallory'), answer.text.includes('Mallory')]).toEqual([
        name,
        false,
        false,
      ])
      if (answer.status === 200 && answer.text.includes('user_id')) expect(answer.text).toContain('alice')
    }
    for (const attempt of [
      await send('POST', '/v1/observations', { headers: alice, json: { ...draft, user_id: 'mallory' } }),
      await send('POST', '/v1/observations', {
        headers: alice,
        json: { ...draft, _meta: { user_id: 'mallory' } },
      }),
      await send('POST', '/v1/search', { headers: alice, json: { query: 'blue', user_id: 'mallory' } }),
      await send('GET', '/v1/observations?user_id=mallory', { headers: alice }),
      await send('GET', '/v1/stats?userId=mallory', { headers: alice }),
    ])
      expect(attempt.status).toBe(400)
    expect(await other.stats()).toEqual(before)
    expect((await send('GET', '/v1/me', { headers: { ...alice, 'x-user-id': 'mallory' } })).json()).toEqual({
      user_id: 'alice',
    })
  })

  test('a client that means another user than the credential is refused before anything happens', async () => {
    const before = await memory.forUser('alice').stats()
    const headers = { ...alice, 'x-user-id': 'carol', 'x-expect-user-id': 'carol' }
    const refused = await send('POST', '/v1/observations', {
      headers,
      json: { ...draft, title: 'For Carol' },
    })
    expect([refused.status, refused.json().code]).toEqual([403, 'forbidden'])
    expect(await memory.forUser('alice').stats()).toEqual(before)
    const meant = { ...service, 'x-user-id': 'carol', 'x-expect-user-id': 'carol' }
    expect((await send('POST', '/v1/observations', { headers: meant, json: draft })).status).toBe(201)
  })

  test('a service names the user in X-User-Id, exactly, and nobody else is meant', async () => {
    expect((await send('GET', '/v1/stats', { headers: service })).status).toBe(400)
    await send('POST', '/v1/observations', { headers: { ...service, 'x-user-id': 'Dora' }, json: draft })
    for (const name of ['dora', 'Dora.', 'Dora%00', 'Dor_', '%'])
      expect(
        (await send('GET', '/v1/stats', { headers: { ...service, 'x-user-id': name } })).json().observations,
      ).toBe(0)
    // Two header lines become one value with a comma and a space, which is no user's id.
    const twice = new Headers([...Object.entries(service), ['x-user-id', 'Dora'], ['x-user-id', 'alice']])
    expect((await send('GET', '/v1/stats', { headers: Object.fromEntries(twice) })).status).toBe(400)
  })

  test('R4 every operation needs its scope and no other', async () => {
    for (const scope of scopes) {
      const key = await keyFor(`only-${scope}`, [scope])
      for (const { name, scope: needed } of operations) {
        const { status, text } = await send1(name, key)
        expect([name, scope, status === 403]).toEqual([name, scope, scope !== needed])
        if (status === 403)
          expect(JSON.parse(text)).toMatchObject({
            code: 'forbidden',
            detail: `this needs the scope ${needed}`,
          })
      }
      expect((await send('GET', '/metrics', { headers: key })).status).toBe(scope === 'admin' ? 200 : 403)
      expect((await send('GET', '/v1/me', { headers: key })).status).toBe(200)
    }
    const both: Scope[] = ['read', 'write']
    expect((await send1('mem_erase_user', await keyFor('reader', both))).status).toBe(403)
  })
})

describe('who is nobody', () => {
  /** Pages without authentication; everything else is refused. */
  const open = ['/', '/healthz', '/readyz', '/openapi.json', '/docs']

  test('R5 every route but the pages refuses a call without a credential, and with a wrong one', async () => {
    const paths = [
      ...Object.values(routes),
      { method: 'GET', path: '/v1/me' },
      { method: 'GET', path: '/metrics' },
    ]
    expect(paths).toHaveLength(operations.length + 2)
    const wrong = [
      'Bearer ilm_000000000000_000000000000000000000000000000000000000000000000',
      'Bearer x.y.z',
      'Basic YTpi',
      'Bearer',
      'alice',
    ]
    for (const { method, path } of paths) {
      for (const headers of [ada, ...wrong.map((authorization) => ({ ...ada, authorization }))]) {
        const answer = await send(method, path.replace('{observation_id}', '1'), { headers })
        expect([path, answer.status, answer.json().code]).toEqual([path, 401, 'unauthorized'])
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
    }
    for (const path of open) expect((await send('GET', path)).status).toBe(200)
    expect((await send('GET', '/healthz')).text).toBe('ok\n')
  })

  test('R5 there is no route beyond the tables and the pages', async () => {
    const { document } = (await import('../../../src/server/http/docs/pages.ts')).referencePages('')
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const listed = Object.values(routes).flatMap(({ method, path, topicPath }) =>
      (topicPath === undefined ? [path] : [path, topicPath]).map((each) => `${method} ${each}`),
    )
    expect(described.toSorted()).toEqual([...listed, 'GET /v1/me'].toSorted())
    const { createRouter } = await import('../../../src/server/http/request/router.ts')
    const { metadataPath, protectedResource } =
      await import('../../../src/server/http/request/protected-resource.ts')
    const { createMetrics } = await import('../../../src/server/http/request/metrics.ts')
    const { resolveLimits } = await import('../../../src/server/http/limits/limits.ts')
    const { createAdmission } = await import('../../../src/server/http/request/admission.ts')
    const limits = resolveLimits()
    const router = createRouter({
      memory,
      limits,
      basePath: '',
      metrics: createMetrics(),
      isReady: async () => true,
      mcp: async () => new Response(),
      resource: protectedResource({ issuers: ['https://a.example'], publicUrl: undefined, basePath: '' }),
      page: async () => new Response(),
      admission: createAdmission(openToAnyone, limits),
    })
    const served = router.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    const others = [...open, '/metrics', metadataPath, `${metadataPath}/mcp`].map((path) => `GET ${path}`)
    const page = ['/page', '/page/*'].flatMap((path) => [`GET ${path}`, `POST ${path}`])
    expect(served.toSorted()).toEqual(
      [...described, ...others, ...page, 'GET /mcp', 'POST /mcp', 'DELETE /mcp'].toSorted(),
    )
  })

  test.for(['0.0.0.0', '::', '192.168.1.10', 'example.com', ''])(
    'R6 a server without authentication does not listen on %j',
    async (host) => {
      await expect(serve({ memory, authenticator: openToAnyone, host, port: 0 })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    },
  )

  test('R6 a server without authentication listens on loopback', async () => {
    const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
    expect(server.host).toBe('127.0.0.1')
    await server.close()
  })
})

describe('an mcp handler', () => {
  test('stands behind the same authentication, and is told who calls', async () => {
    const seen: unknown[] = []
    const started = await startServer({
      keys: true,
      mcp: async (_request, caller) => {
        seen.push(caller.userId)
        return new Response('{}', { headers: { 'content-type': 'application/json' } })
      },
    })
    const key = await started.keyFor('alice')
    expect((await started.send('POST', '/mcp', { json: {} })).status).toBe(401)
    const answered = await started.send('POST', '/mcp', { json: {}, headers: { ...key, ...bob } })
    expect([answered.status, answered.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
    expect(seen).toEqual(['alice'])
    expect((await started.send('PUT', '/mcp', { json: {}, headers: key })).headers.get('allow')).toBe(
      'DELETE, GET, HEAD, POST',
    )
    const large = await started.send('POST', '/mcp', { json: { a: 'x'.repeat(2 ** 21) }, headers: key })
    expect(large.status).toBe(413)
  })

  test('is not there unless it is handed in', async () => {
    expect((await send('POST', '/mcp', { json: {}, headers: alice })).status).toBe(404)
  })
})

describe('an app without a socket', () => {
  test('is mounted in somebody else’s server, under a path', async () => {
    const app = createApp({ memory, authenticator: openToAnyone, basePath: '/memory' })
    const theirs = new Hono().get('/', (c) => c.text('theirs')).mount('/memory', app.fetch)
    const handle = getRequestListener(theirs.fetch)
    const listening = createServer((incoming, outgoing) => void handle(incoming, outgoing)).listen(
      0,
      '127.0.0.1',
    )
    await once(listening, 'listening')
    const sendTo = senderTo(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`)
    const saved = await sendTo('POST', '/memory/v1/observations', {
      headers: { 'x-user-id': 'guest' },
      json: draft,
    })
    expect(saved.status).toBe(201)
    expect(
      (await sendTo('GET', saved.headers.get('location')!, { headers: { 'x-user-id': 'guest' } })).status,
    ).toBe(200)
    expect((await sendTo('GET', '/')).text).toBe('theirs')
    expect((await sendTo('GET', '/memory/openapi.json')).json().servers).toEqual([{ url: '/memory' }])
    listening.close()
    listening.closeAllConnections()
  })

  test('answers requests, and names what it created by where it is mounted', async () => {
    const app = createApp({ memory, authenticator: openToAnyone, basePath: '/memory' })
    const request = new Request('http://localhost/v1/observations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user-id': 'mounted' },
      body: JSON.stringify(draft),
    })
    const response = await app.fetch(request)
    expect([response.status, response.headers.get('location')]).toEqual([201, '/memory/v1/observations/1'])
  })
})
