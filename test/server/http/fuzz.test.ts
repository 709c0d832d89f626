import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../../../src/server/http/index.ts'
import { openApiDocument } from '../../../src/server/http/docs/openapi.ts'
import { routes } from '../../../src/wire/routes.ts'
import { operations } from '../../../src/wire/operations.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { arbitraryRequest, canary, knownSession, type FuzzedRequest } from './arbitrary-request.ts'
import { draft, startServer } from './fixture.ts'

/** `npm run fuzz` raises it. */
const requests = Number(process.env['ILAB_FUZZ'] ?? 400)
const secret = 'BOBSOWN-41c7'
const document = openApiDocument('')
const logged: string[] = []
const { server, memory, keyFor } = await startServer({
  keys: true,
  log: createLog('info', { write: (line) => logged.push(line) }),
  limits: { rate: false, failedAuthentications: false, bodyBytes: 8_000, lineBytes: 8_000 },
})
const alice = await keyFor('alice')
const bob = memory.forUser('bob')
await bob.save({ ...draft, title: secret, content: `apple decision profile ${secret}`, topicKey: 'ui/theme' })
const bobsBefore = await Array.fromAsync(bob.export())

/** It comes back only after an erasure once it was forgotten. */
const session = JSON.stringify({
  kind: 'session',
  id: knownSession,
  status: 'completed',
  started_at: '2026-01-05T09:00:00.000Z',
  ended_at: '2026-01-05T10:00:00.000Z',
  last_activity_at: '2026-01-05T10:00:00.000Z',
  summary: 'Ate an apple.',
  is_auto_generated: false,
})

const statusesOf = new Map(
  Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(
      ({ operationId, responses }) => [operationId, new Set(Object.keys(responses).map(Number))] as const,
    ),
  ),
)

/** Tells whether a success has the form of the operation's schema. */
function isOfItsShape(operationId: string, text: string): boolean {
  const operation = operations.find(({ name }) => name === operationId)
  if (operation === undefined) return true
  const { about, mayExplain, output } = routes[operation.name]
  if (output === 'lines') return text.endsWith('\n\n')
  const value = JSON.parse(text) as unknown
  const isWhole = about === undefined || (mayExplain === true && text.includes('mentioned_in'))
  return wire(operation.output).schema.safeParse(isWhole ? value : { [about]: value }).success
}

async function check({ operationId, method, path, headers, body }: FuzzedRequest): Promise<void> {
  const response = await fetch(server.url + path, {
    method,
    headers,
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  })
  const text = await response.text()
  const { status } = response
  expect(status).toBeLessThan(500)
  expect(text).not.toContain(secret)
  expect(JSON.stringify([...response.headers])).not.toMatch(new RegExp(`${canary}|${secret}`, 'i'))
  if (status === 404 || status === 405) return expect(text).not.toContain(canary)
  if (path.split('?')[0]?.endsWith('/') || (method !== 'GET' && status === 204)) return
  expect(statusesOf.get(operationId)).toContain(status)
  if (status >= 400) {
    expect(text).not.toContain(canary)
    expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String) as string })
  } else if (status !== 304 && status !== 204) expect(isOfItsShape(operationId, text)).toBe(true)
}

test(
  `R19 R24 R53 ${requests} requests made from the document get no 5xx, no echo in an error, and nothing of another user`,
  { timeout: 1_800_000 },
  async () => {
    const statuses = new Map<string, number>()
    const any = arbitraryRequest(document, alice['authorization']!)
    let sent = 0
    const send = async (request: FuzzedRequest): Promise<void> => {
      // One of the requests erases: without these, few ids would ever be there.
      if (sent++ % 4 === 0) {
        // Another pauses: then nothing would be saved.
        await memory.forUser('alice').resume()
        await memory.forUser('alice').save({ ...draft, content: `apple ${sent}` })
        await memory.forUser('alice').import([session])
      }
      logged.length = 0
      await check(request)
      expect(logged.join('')).not.toMatch(new RegExp(`${canary}|${secret}`, 'i'))
      const { status, operation } = JSON.parse(logged[0]!) as { status: number; operation: string }
      const key = `${operation} ${Math.floor(status / 100)}`
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
    }
    await fc.assert(fc.asyncProperty(any, send), { numRuns: requests })
    // An operation that few requests fit, such as a revert to a version that is there, gets more of them, and so does
    // one that refuses few.
    for (const { name } of operations) {
      const ofIt = arbitraryRequest(document, alice['authorization']!, (operationId) => operationId === name)
      for (
        let tries = 0;
        tries < 1_000 && !(statuses.has(`${name} 2`) && statuses.has(`${name} 4`));
        tries++
      ) {
        const [request] = fc.sample(ofIt, 1)
        // A session that was forgotten does not come back by an import.
        await memory.forUser('alice').erase()
        sent = 0
        await send(request!)
      }
    }
    // Every operation was let through and refused: a fuzzer that only ever meets one guard would show little.
    for (const { name } of operations) {
      expect([name, (statuses.get(`${name} 2`) ?? 0) > 0]).toEqual([name, true])
      expect([name, (statuses.get(`${name} 4`) ?? 0) > 0]).toEqual([name, true])
    }
    expect(await Array.fromAsync(bob.export())).toEqual(bobsBefore)
  },
)

test('R53 bytes that are hardly HTTP leave the server as it was', { timeout: 600_000 }, async () => {
  const head = `POST /v1/search HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${alice['authorization']}\r\n`
  for (let i = 0; i < requests / 40; i++) {
    const random = randomBytes(40).toString('latin1')
    const sent = [
      random,
      `${head}${random}\r\n\r\n`,
      `${head}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n${random}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n${random}`,
      `${head}Content-Length: -1\r\n\r\n`,
      `GET ${random} HTTP/1.1\r\n\r\n`,
    ][i % 6]!
    const socket = connect(server.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', () => undefined)
    socket.end(sent, 'latin1')
    await once(socket, 'close')
    expect(text).toMatch(/^(HTTP\/1\.1 4\d\d |$)/)
  }
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
})
