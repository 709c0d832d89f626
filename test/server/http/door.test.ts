import { describe, expect, test } from 'vitest'
import { ada, sendRaw, startServer } from './fixture.ts'

const { server } = await startServer()
const port = String(server.port)
const allowing = await startServer({
  allowedHosts: [
    'memory.example.com',
    '127.0.0.1',
    'exact.example.com:8443',
    'https://usual.example.com:443',
  ],
  allowedOrigins: ['https://app.example.com'],
})

const statusOf = async (url: string, headers: Record<string, string>, path = '/v1/stats'): Promise<number> =>
  (await sendRaw(url, 'GET', path, { ...ada, ...headers })).status

describe('R48 hosts', () => {
  test('a server on loopback answers to the names of loopback only', async () => {
    for (const host of [
      'localhost',
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port}`,
      '[::1]',
      `LOCALHOST:${port}`,
      'localhost.',
      `localhost.:${port}`,
    ])
      expect([host, await statusOf(server.url, { host })]).toEqual([host, 200])
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      'localhost@evil.example',
      '10.0.0.1',
    ])
      expect([host, (await statusOf(server.url, { host })) >= 400]).toEqual([host, true])
  })

  test('the operator’s port answers to the names of loopback only', async () => {
    const { server: operated } = await startServer({ operator: { port: 0 } })
    for (const [host, status] of [
      ['localhost', 200],
      ['127.0.0.1:7438', 200],
      ['evil.example', 403],
      ['evil.example:7438', 403],
    ] as const)
      expect([host, (await sendRaw(operated.operatorUrl!, 'GET', '/metrics', { host })).status]).toEqual([
        host,
        status,
      ])
  })

  test('a target that names another host than the header is refused as well', async () => {
    expect(await statusOf(server.url, { host: 'localhost' }, 'http://evil.example/v1/stats')).toBe(403)
    expect(await statusOf(server.url, { host: 'evil.example' }, 'http://localhost/v1/stats')).toBe(403)
  })

  test('others are answered where they are listed, with the port where one is given', async () => {
    for (const [host, status] of [
      ['memory.example.com', 200],
      ['memory.example.com:99', 200],
      ['exact.example.com:8443', 200],
      ['exact.example.com', 403],
      ['memory.example.com.', 200],
      ['exact.example.com.:8443', 200],
      ['usual.example.com', 200],
      ['usual.example.com:443', 200],
      ['usual.example.com:8443', 403],
      ['memory.example.com..', 403],
      ['localhost', 200],
      ['evil.example', 403],
    ] as const)
      expect([host, await statusOf(allowing.server.url, { host })]).toEqual([host, status])
  })

  test('pages are behind the same check', async () => {
    for (const path of [
      '/docs',
      '/openapi.json',
      '/mcp',
      '/nothing',
      '/',
      '/healthz/x',
      '/v1/stats?/healthz',
    ])
      expect([path, await statusOf(server.url, { host: 'evil.example' }, path)]).toEqual([path, 403])
  })

  test('probes are answered whatever they call the server', async () => {
    const { server: operated } = await startServer({ operator: { port: 0 } })
    for (const url of [server.url, allowing.server.url, operated.operatorUrl!])
      for (const path of ['/healthz', '/readyz', '/readyz?verbose', '/healthz?at=1'])
        expect([url, path, await statusOf(url, { host: '10.1.2.3:7437' }, path)]).toEqual([url, path, 200])
  })

  test('the operator’s port can listen where a monitoring system reaches it', async () => {
    const { server: operated } = await startServer({ operator: { port: 0, host: '127.0.0.2' } })
    expect(operated.operatorUrl).toContain('//127.0.0.2:')
    const { server: open } = await startServer({ operator: { port: 0, host: '0.0.0.0' } })
    const address = open.operatorUrl!.replace('0.0.0.0', '127.0.0.1')
    expect((await sendRaw(address, 'GET', '/metrics', { host: 'metrics.internal:7438' })).status).toBe(200)
  })

  test('a refused host is told so, and not that a credential is wrong', async () => {
    const { text } = await sendRaw(server.url, 'GET', '/v1/stats', { ...ada, host: 'evil.example' })
    const problem = JSON.parse(text) as { title: string; detail: string }
    expect(problem.title).toBe('This is not allowed')
    expect(problem.detail).toContain('does not answer under the host that the request names')
    expect(JSON.stringify(problem)).not.toContain('evil')
  })
})

describe('R48 origins', () => {
  test('pages of other origins are refused, before anything is done', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${Number(port) + 1}`,
      'file://',
      `http://evil.example:${port}`,
    ])
      expect([origin, await statusOf(server.url, { origin })]).toEqual([origin, 403])
    expect(await statusOf(server.url, { origin: server.url })).toBe(200)
  })

  test('no origin is allowed to read by default', async () => {
    const { headers } = await sendRaw(server.url, 'GET', '/v1/stats', { ...ada, origin: server.url })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('those on the list may ask beforehand, call and read', async () => {
    const origin = 'https://app.example.com'
    const asked = await sendRaw(allowing.server.url, 'OPTIONS', '/v1/search', {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    })
    expect(asked.status).toBe(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
    })
    expect(asked.headers['access-control-allow-headers']).toMatch(
      /Authorization, Content-Type, Idempotency-Key.*X-User-Id/,
    )
    const read = await sendRaw(allowing.server.url, 'GET', '/v1/stats', { ...ada, origin })
    expect(read.headers).toMatchObject({
      'access-control-allow-origin': origin,
      vary: 'Authorization, X-User-Id, Origin',
    })
    expect(read.headers['access-control-expose-headers']).toContain('Retry-After')
    expect(read.headers['access-control-allow-credentials']).toBeUndefined()
    const refused = await sendRaw(allowing.server.url, 'OPTIONS', '/v1/search', {
      origin: 'https://other.example',
      'access-control-request-method': 'POST',
    })
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined])
  })
})

describe('security headers', () => {
  test('stand on every answer', async () => {
    for (const [method, path] of [
      ['GET', '/v1/stats'],
      ['GET', '/nothing'],
      ['PUT', '/v1/stats'],
      ['GET', '/docs'],
      ['GET', '/v1/observations/x'],
    ] as const) {
      const { headers } = await sendRaw(server.url, method, path, ada)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      })
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/)
      expect(headers['x-powered-by'] ?? headers['server']).toBeUndefined()
    }
  })
})
