import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { createApp, type App } from '../../../src/server/http/app.ts'
import type { UserMemory } from '../../../src/core/user-memory.ts'
import { ada, bob } from './fixture.ts'

/** An app over a memory that fails or waits as told; `limits` are tight. */
function appOver(memory: object): App {
  return createApp({
    authenticator: openToAnyone,
    memory: { forUser: () => memory as UserMemory },
    limits: { rate: false, atOnce: 2, exportsAtOnce: 2 },
  })
}

async function exported(app: App, user: Record<string, string>): Promise<Response> {
  return app.fetch(new Request('http://localhost/v1/export', { headers: user }))
}

describe('R37 R53 R55 what one user has under way at once is limited', () => {
  test('in requests, whose bodies would else fill the memory, and nobody else is held up', async () => {
    const app = appOver({ search: async () => [] })
    const held: ReadableStreamDefaultController<Uint8Array>[] = []
    const search = (user: Record<string, string>, body: RequestInit['body']): Promise<Response> =>
      app.fetch(
        new Request('http://localhost/v1/search', {
          method: 'POST',
          headers: { ...user, 'content-type': 'application/json' },
          body: body ?? null,
          duplex: 'half',
        }),
      )
    const slow = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ start: (controller) => void held.push(controller) })
    const waiting = [search(ada, slow()), search(ada, slow())]
    await setImmediate()
    const refused = await search(ada, '{"query":"a"}')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' })
    expect((await search(bob, '{"query":"a"}')).status).toBe(200)
    // One is answered, and the other one's client has gone.
    held[0]!.enqueue(Buffer.from('{"query":"a"}'))
    held[0]!.close()
    held[1]!.error(new Error('gone'))
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 400])
    for (let i = 0; i < 5; i++) expect((await search(ada, '{"query":"a"}')).status).toBe(200)
  })

  test('in exports, each of which holds a snapshot, however they end', async () => {
    let mode: 'endless' | 'failing' | 'short' = 'endless'
    const app = appOver({
      export: async function* () {
        if (mode === 'failing') throw new MemoryError('storage', 'reading failed')
        do yield 'x'.repeat(20_000)
        while (mode === 'endless')
      },
    })
    const open = [await exported(app, ada), await exported(app, ada)]
    expect((await exported(app, ada)).status).toBe(429)
    expect((await exported(app, bob)).status).toBe(200)
    for (const { body } of open) await body!.cancel()
    mode = 'failing'
    for (let i = 0; i < 3; i++) expect((await exported(app, ada)).status).toBe(500)
    mode = 'short'
    for (let i = 0; i < 3; i++)
      expect(await (await exported(app, ada)).text()).toBe(`${'x'.repeat(20_000)}\n\n`)
  })
})
