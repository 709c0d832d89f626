import { once } from 'node:events'
import { request as openRequest, type ClientRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { createApp } from '../../../src/server/http/app.ts'
import type { Limits } from '../../../src/server/http/limits/limits.ts'
import { ada, bob, startServer, type Send, type Started } from './fixture.ts'

/** Larger than what the buffers of a connection take: about 20 MB. */
const page = '/v1/observations?limit=100'

async function startFull(limits: Limits): Promise<Started> {
  const started = await startServer({ limits: { rate: false, answerBytes: 2 ** 25, ...limits } })
  const user = started.memory.forUser('ada')
  for (let i = 0; i < 100; i++)
    await user.save({ type: 'discovery', title: `No. ${i}`, content: `${i}`.padEnd(200_000, 'x') })
  return started
}

/** Asks for the page over a connection of its own, and takes no more than the beginning. */
async function leaveUntaken(url: string): Promise<ClientRequest> {
  const sent = openRequest(url + page, { headers: ada, agent: false })
  sent.on('error', () => undefined)
  sent.end()
  const [response] = await once(sent, 'response')
  response.on('error', () => undefined)
  expect(response.statusCode).toBe(200)
  return sent
}

async function leavePipelined(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const one = `GET ${page} HTTP/1.1\r\nHost: localhost\r\nX-User-Id: ada\r\n\r\n`
  socket.write(one + one)
  await once(socket, 'readable')
  return socket
}

/** Resolves when this is no longer refused. */
async function untilAllowed(send: Send, path: string): Promise<void> {
  while ((await send('GET', path, { headers: ada })).status === 429);
}

describe('R37 R53 R55 an answer that nobody takes', () => {
  test('counts among what its user has under way, until the connection is gone', async () => {
    const { server, send } = await startFull({ atOnce: 2, untakenBytes: 2 ** 30 })
    for (let round = 0; round < 2; round++) {
      const left = [await leaveUntaken(server.url), await leaveUntaken(server.url)]
      const refused = await send('GET', '/v1/stats', { headers: ada })
      expect([refused.status, refused.json().code]).toEqual([429, 'rate_limited'])
      expect((await send('GET', '/v1/stats', { headers: bob })).status).toBe(200)
      for (const each of left) each.destroy()
      await untilAllowed(send, '/v1/stats')
    }
    // Those that are taken leave nothing behind, and neither do those that have no body.
    for (let i = 0; i < 3; i++) {
      const taken = await send('GET', page, { headers: ada })
      expect(taken.json().observations).toHaveLength(100)
      expect(Number(taken.headers.get('content-length'))).toBe(Buffer.byteLength(taken.text))
      expect((await send('HEAD', page, { headers: ada })).status).toBe(200)
    }
  })

  test('counts in bytes, beside which small answers are given', async () => {
    const { server, send } = await startFull({ untakenBytes: 1 })
    // One answer may be larger than the limit, or its user would never get it.
    const left = await leaveUntaken(server.url)
    const refused = await send('GET', page, { headers: ada })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await send('GET', '/v1/stats', { headers: ada })).status).toBe(200)
    left.destroy()
    await untilAllowed(send, page)
  })

  test('is cut off, and what waits behind it is forgotten with it', async () => {
    const { server, send } = await startFull({ atOnce: 2, untakenBytes: 2 ** 30, answerStallSeconds: 1 })
    const socket = await leavePipelined(server.port)
    expect((await send('GET', '/v1/stats', { headers: ada })).status).toBe(429)
    await untilAllowed(send, '/v1/stats')
    expect(socket.destroyed).toBe(false)
    socket.resume()
    await once(socket, 'close')
    // A client that has gone leaves as little behind as one that stays.
    const gone = await leavePipelined(server.port)
    gone.destroy()
    for (let i = 0; i < 2; i++) await untilAllowed(send, page)
  })
})

test('R55 an answer in another server of yours counts until it was read or given up', async () => {
  const long = 'x'.repeat(70_000)
  const app = createApp({
    authenticator: openToAnyone,
    memory: { forUser: () => ({ get: async () => ({ content: long }) }) as never },
    mcp: async () => new Response(long),
    limits: { rate: false, atOnce: 1 },
  })
  for (const [method, path] of [
    ['GET', '/v1/observations/1'],
    ['POST', '/mcp'],
  ] as const) {
    const ask = (): Promise<Response> =>
      app.fetch(new Request(`http://localhost${path}`, { method, headers: ada }))
    const first = await ask()
    expect((await ask()).status).toBe(429)
    expect(await first.text()).toHaveLength(path === '/mcp' ? 70_000 : 70_014)
    const second = await ask()
    expect(second.status).toBe(200)
    await second.body!.cancel()
    const third = await ask()
    expect(third.status).toBe(200)
    await third.body!.cancel()
  }
})
