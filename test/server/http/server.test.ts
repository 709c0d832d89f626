import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { serve } from '../../../src/server/http/node-server.ts'
import { routes } from '../../../src/wire/routes.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { ada, draft, freshFolder, senderTo, startServer } from './fixture.ts'
import { startServing } from './serving.ts'

const folder = freshFolder()

describe('the end of a server', () => {
  test('finishes what was taken, takes nothing new, and closes the memory afterwards', async () => {
    const serving = await startServing(join(folder, 'end.db'), 'slow')
    const taken = fetch(`${serving.url}/v1/stats`, { headers: ada })
    expect(await serving.nextLine()).toBe('waiting')
    serving.child.kill('SIGTERM')
    const answer = await taken
    expect([answer.status, ((await answer.json()) as { observations: number }).observations]).toEqual([
      200, 0,
    ])
    expect(await serving.nextLine()).toBe('closed')
    await expect(fetch(`${serving.url}/healthz`)).rejects.toThrow('fetch failed')
    expect(await serving.ended).toBe(0)
  })

  test('comes at once with the second signal', async () => {
    const serving = await startServing(join(folder, 'twice.db'), 'stuck')
    const taken = fetch(`${serving.url}/v1/stats`, { headers: ada })
    expect(await serving.nextLine()).toBe('waiting')
    serving.child.kill('SIGTERM')
    // Only when the first has been handled: two of the same at once arrive as one.
    while (
      await fetch(`${serving.url}/healthz`).then(
        () => true,
        () => false,
      )
    );
    serving.child.kill('SIGINT')
    await expect(taken).rejects.toThrow('fetch failed')
    expect(await serving.ended).toBe(1)
  })

  test('cuts off what does not finish in time', async () => {
    const stuck = { forUser: () => ({ stats: () => new Promise(() => undefined) }) as never }
    const server = await serve({ memory: stuck, authenticator: openToAnyone, port: 0 })
    const taken = fetch(`${server.url}/v1/stats`, { headers: ada })
    const outcome = taken.then(
      () => 'answered',
      () => 'cut off',
    )
    await server.close(50)
    expect(await outcome).toBe('cut off')
  })

  test('does not wait for connections that are idle', async () => {
    const server = await serve({
      memory: await ILabMemory.fromPath(join(folder, 'idle.db')),
      authenticator: openToAnyone,
      port: 0,
    })
    expect((await senderTo(server.url)('GET', '/healthz')).status).toBe(200)
    await server.close(60_000)
  })
})

describe('a port', () => {
  test('that is taken is an error that says so', async () => {
    const { server, memory } = await startServer()
    await expect(serve({ memory, authenticator: openToAnyone, port: server.port })).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('another program') as string,
    })
  })
})

describe('R53 a request that does not come to its end', () => {
  test('is cut off when its time is up', async () => {
    const { server } = await startServer({ requestTimeoutMs: 300 })
    const socket = connect(server.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.write(
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nX-User-Id: ada\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    )
    await once(socket, 'close')
    expect(text).toMatch(/^(HTTP\/1\.1 408 |$)/)
  })

  test('and headers that are too long, or no HTTP, are refused without an echo', async () => {
    const { server } = await startServer()
    for (const sent of [
      `GET /v1/stats HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'CANARY'.repeat(4_000)}\r\n\r\n`,
      'CANARY\r\n\r\n',
      'GET /v1/stats HTTP/1.1\r\nHost: CANARY CANARY\r\nX-User-Id: ada\r\n\r\n',
      'GET /CANARY\\..\\ HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ]) {
      const socket = connect(server.port, '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.end(sent)
      await once(socket, 'close')
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
      expect(text).not.toContain('CANARY')
    }
  })
})

describe('servers on one file', () => {
  test('R29 two processes take saves at once, and none sees a locked database', async () => {
    const path = join(folder, 'shared.db')
    const servers = await Promise.all([startServing(path), startServing(path)])
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        senderTo(servers[i % 2]!.url)('POST', '/v1/observations', {
          headers: { 'x-user-id': `user-${i % 7}` },
          json: { ...draft, title: `Save ${i}` },
        }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    for (const { child, ended } of servers) {
      child.kill('SIGTERM')
      expect(await ended).toBe(0)
    }
    const memory = await ILabMemory.fromPath(path)
    const counts = await Promise.all(
      Array.from({ length: 7 }, async (_, i) => (await memory.forUser(`user-${i}`).stats()).observations),
    )
    expect(counts.reduce((sum, count) => sum + count)).toBe(200)
    await memory.close()
  })

  test('R30 saves with a key happen once, though the server is killed among them and they are sent again', async () => {
    const path = join(folder, 'killed.db')
    let serving = await startServing(path)
    // The same text each time: without keys, a save that is sent again after a revision would revise once more.
    const save = (i: number) =>
      senderTo(serving.url)('POST', '/v1/observations', {
        headers: { ...ada, 'idempotency-key': `key-${i}` },
        json: { ...draft, content: `Revision ${i}`, topic_key: 'one/topic' },
      })
    let sent = 0
    let acknowledged = 0
    /** Saves one after the other until the server is gone, so that each sender is left with a save in doubt. */
    const sendOn = async (): Promise<void> => {
      for (;;) {
        const answer = await save(sent++).catch(() => null)
        if (answer === null) return
        if (++acknowledged === 20) serving.child.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 12 }, sendOn))
    expect(await serving.ended).toBe('SIGKILL')
    expect(acknowledged).toBeGreaterThanOrEqual(20)
    serving = await startServing(path)
    const again = await Promise.all(Array.from({ length: sent }, (_, i) => save(i)))
    expect(new Set(again.map(({ status }) => status < 300))).toEqual(new Set([true]))
    const { revision: revisions } = (
      await senderTo(serving.url)('GET', '/v1/observations/1', { headers: ada })
    ).json()
    expect(revisions).toBe(sent)
    const other = await senderTo(serving.url)('POST', '/v1/observations', {
      headers: { ...ada, 'idempotency-key': 'key-1' },
      json: draft,
    })
    expect([other.status, other.json().detail]).toEqual([
      400,
      'idempotency_key: came before with another text',
    ])
    const bobs = await senderTo(serving.url)('POST', '/v1/observations', {
      headers: { 'x-user-id': 'bob', 'idempotency-key': 'key-1' },
      json: draft,
    })
    expect(bobs.status).toBe(201)
  })
})

describe('R56 a server', () => {
  test('opens no connection to anywhere and asks for no name', async () => {
    const watch = `import net from 'node:net'; import dns from 'node:dns'
      const connect = net.Socket.prototype.connect
      net.Socket.prototype.connect = function (...sent) { process.stderr.write('CONNECT\\n'); return connect.apply(this, sent) }
      for (const name of ['lookup', 'resolve']) { const asked = dns[name]; dns[name] = (...sent) => { process.stderr.write('LOOKUP ' + sent[0] + '\\n'); return asked(...sent) } }`
    const serving = await startServing(join(folder, 'quiet.db'), 'plain', [
      '--import',
      `data:text/javascript,${encodeURIComponent(watch)}`,
    ])
    const send = senderTo(serving.url)
    for (const { method, path } of Object.values(routes))
      await send(method, path.replace('{observation_id}', '1'), {
        headers: ada,
        ...(method === 'POST' ? { json: { ...draft, summary: 'a', query: 'a' } } : {}),
      })
    await send('POST', '/v1/observations', {
      headers: ada,
      json: { ...draft, content: 'See https://example.com/ and http://10.0.0.1/' },
    })
    for (const path of ['/docs', '/openapi.json', '/healthz', '/readyz']) await send('GET', path)
    serving.child.kill('SIGTERM')
    expect(await serving.ended).toBe(0)
    // Listening asks for the name of its own address, which is one already.
    expect(serving.errors().replaceAll('LOOKUP 127.0.0.1\n', '')).toBe('')
  })
})
