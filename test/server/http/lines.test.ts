import { inspect } from 'node:util'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { createApp, createLog } from '../../../src/server/http/index.ts'
import { serve } from '../../../src/server/http/node-server.ts'
import type { UserMemory } from '../../../src/core/user-memory.ts'
import { ada, bob, draft, startServer } from './fixture.ts'

const { send, memory, server } = await startServer()
const jsonl = { 'content-type': 'application/jsonl' }

/** A memory that exports `lines`. */
function exporting(lines: () => AsyncGenerator<string>): { forUser: () => UserMemory } {
  return { forUser: () => ({ export: lines }) as unknown as UserMemory }
}

describe('an export', () => {
  test('is the lines of the memory and an empty one, and imports into the same memory elsewhere', async () => {
    for (let i = 0; i < 450; i++)
      await memory.forUser('ada').save({ ...draft, title: `Number ${i}`, content: 'long '.repeat(100) + i })
    const exported = await send('GET', '/v1/export', { headers: ada })
    const lines = await Array.fromAsync(memory.forUser('ada').export())
    expect(exported.headers.get('content-type')).toBe('application/jsonl')
    expect(exported.text).toBe(`${lines.join('\n')}\n\n`)

    const imported = await send('POST', '/v1/import', { headers: { ...bob, ...jsonl }, body: exported.text })
    expect(imported.json()).toEqual({ observations: 450, sessions: 1, thread_items: 0, unchanged: 0 })
    expect((await send('GET', '/v1/export', { headers: bob })).text).toBe(exported.text)
    const again = await send('POST', '/v1/import', { headers: { ...bob, ...jsonl }, body: exported.text })
    expect(again.json()).toEqual({ observations: 0, sessions: 0, thread_items: 0, unchanged: 451 })
  })

  test('reads on only as fast as the client does, and ends when the client goes', async () => {
    let read = 0
    let isEnded = false
    const app = createApp({
      authenticator: openToAnyone,
      memory: exporting(async function* () {
        try {
          for (;;) {
            read++
            yield 'x'.repeat(10_000)
          }
        } finally {
          isEnded = true
        }
      }),
    })
    const response = await app.fetch(new Request('http://localhost/v1/export', { headers: ada }))
    const reader = response.body!.getReader()
    for (let i = 0; i < 5; i++) await reader.read()
    for (let i = 0; i < 20; i++) await setImmediate()
    expect(read).toBeLessThanOrEqual(12)
    await reader.cancel()
    expect(isEnded).toBe(true)
  })

  test('is not begun for HEAD, and a client that goes away ends it', async () => {
    let open = 0
    const endless = await serve({
      authenticator: openToAnyone,
      port: 0,
      memory: exporting(async function* () {
        open++
        try {
          for (;;) yield 'x'.repeat(10_000)
        } finally {
          open--
        }
      }),
    })
    const head = await fetch(`${endless.url}/v1/export`, { method: 'HEAD', headers: ada })
    expect([head.status, head.headers.get('content-type'), open]).toEqual([200, 'application/jsonl', 0])
    const gone = new AbortController()
    const response = await fetch(`${endless.url}/v1/export`, { headers: ada, signal: gone.signal })
    await response.body!.getReader().read()
    expect(open).toBe(1)
    gone.abort()
    while (open > 0) await setImmediate()
    await endless.close()
  })

  test.for([
    { exportStallSeconds: 1, exportSeconds: 60 },
    { exportStallSeconds: 60, exportSeconds: 1 },
  ])('is cut off, and lets go of the store, when the client takes too long: %j', async (limits) => {
    const ended = Promise.withResolvers<void>()
    const app = createApp({
      authenticator: openToAnyone,
      limits,
      memory: exporting(async function* () {
        try {
          for (;;) yield 'x'.repeat(10_000)
        } finally {
          ended.resolve()
        }
      }),
    })
    const response = await app.fetch(new Request('http://localhost/v1/export', { headers: ada }))
    const reader = response.body!.getReader()
    await reader.read()
    await ended.promise
    const error: unknown = await reader.read().catch((cause: unknown) => cause)
    // The HTTP library prints it, among lines of JSON.
    expect(JSON.parse(inspect(error))).toMatchObject({ reason: 'the export was cut off' })
  })

  test('that fails in the middle is cut off, and one that fails at once is a problem document', async () => {
    const logged: string[] = []
    const failing = await serve({
      log: createLog('error', { write: (line) => logged.push(line) }),
      authenticator: openToAnyone,
      port: 0,
      memory: {
        forUser: (userId) =>
          exporting(async function* () {
            if (userId === 'bob') throw new MemoryError('busy', 'the file is locked: try again')
            for (let i = 0; i < 10; i++) yield 'x'.repeat(10_000)
            throw new MemoryError('storage', 'reading failed')
          }).forUser(),
      },
    })
    const refused = await fetch(`${failing.url}/v1/export`, { headers: bob })
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'busy'])
    const cut = await fetch(`${failing.url}/v1/export`, { headers: ada })
    expect(cut.status).toBe(200)
    await expect(cut.text()).rejects.toThrow('terminated')
    expect(JSON.parse(logged.at(-1)!)).toMatchObject({ msg: 'answer cut off', error: { code: 'storage' } })
    await failing.close()
  })
})

describe('an import', () => {
  test('works on lines while later ones are still on their way', async () => {
    const { send: sendTo, memory: target } = await startServer()
    const lines = await Array.fromAsync(memory.forUser('ada').export())
    let seenBeforeTheEnd = 0
    const body = Readable.from(
      (async function* () {
        yield `${lines.slice(0, 440).join('\n')}\n`
        while (seenBeforeTheEnd === 0) {
          await setImmediate()
          seenBeforeTheEnd = (await target.forUser('ada').stats()).observations
        }
        yield `${lines.slice(440).join('\n')}\n`
      })(),
      { objectMode: false },
    )
    const answer = await sendTo('POST', '/v1/import', {
      headers: { ...ada, ...jsonl },
      body: Readable.toWeb(body) as never,
    })
    expect(answer.json()).toMatchObject({ observations: 450 })
    expect(seenBeforeTheEnd).toBeGreaterThan(0)
    expect(seenBeforeTheEnd).toBeLessThan(450)
  })

  test('that is refused answers, though the client has not sent everything', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('not json\n')),
      pull: (controller) => controller.enqueue(Buffer.alloc(1_000, 0x20)),
    })
    const answer = await send('POST', '/v1/import', { headers: { ...ada, ...jsonl }, body: body as never })
    expect([answer.status, answer.json().detail]).toEqual([400, 'line 1: is not JSON'])
    expect(server.port).toBeGreaterThan(0)
  })
})
