import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { connect } from '../../../src/client/index.ts'
import { createApp } from '../../../src/server/http/app.ts'
import { serve } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

const memory = new ILabMemory(createReferenceStore())
const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
const remote = connect(server.url)
let users = 0
afterAll(async () => {
  await remote.close()
  await server.close()
  await memory.close()
})

/** A value that nests as deep as an item may. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth))
}

test('items of the greatest depth, and of more values than other bodies may hold, pass both ways', async () => {
  const userId = `user-${users++}`
  const chat = remote.forUser(userId).thread('a/b?c=d&e')
  const items = [nested(64), Array.from({ length: 20_000 }, (_, number) => number), { null: null }]
  expect(await chat.append(items)).toEqual({ appended: 3, items: 3 })
  expect((await chat.read()).items.map(({ item }) => item)).toEqual(items)
  await expect(chat.append([nested(65)])).rejects.toMatchObject({ code: 'invalid_input' })
  const lines = await Array.fromAsync(remote.forUser(userId).export())
  expect((await remote.forUser('importer').import(lines)).threadItems).toBe(3)
  expect((await remote.forUser('importer').thread('a/b?c=d&e').pop())?.item).toEqual({ null: null })
})

test('empty texts, nulls and lists in the items are no fields that are not given', async () => {
  const chat = remote.forUser(`user-${users++}`).thread('12')
  await chat.append(['', null, [], ' ', 0, false])
  expect((await chat.read()).items.map(({ item }) => item)).toEqual(['', null, [], ' ', 0, false])
})

test('an append that is sent again under its key happens once', async () => {
  const send = async (): Promise<[number, unknown]> => {
    const response = await fetch(`${server.url}/v1/thread/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user-id': 'once', 'idempotency-key': 'key-1' },
      body: JSON.stringify({ thread: 'chat', items: [{ b: 1, a: 2 }] }),
    })
    return [response.status, await response.json()]
  }
  expect([await send(), await send()]).toEqual([
    [200, { appended: 1, items: 1 }],
    [200, { appended: 1, items: 1 }],
  ])
})

test('a page that is cut to the bytes of an answer goes on exactly where it ended', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 30 }),
    fc.integer({ min: 1, max: 4_000 }),
    fc.integer({ min: 1, max: 40 }),
    async (lengths, answerBytes, last) => {
      const userId = `user-${users++}`
      const items = lengths.map((length, number) => `${number} ${'é'.repeat(length)}`)
      await memory.forUser(userId).thread('chat').append(items)
      const app = createApp({ memory, authenticator: openToAnyone, limits: { rate: false, answerBytes } })
      const found: unknown[] = []
      let before = ''
      do {
        const address = `http://localhost/v1/thread?thread=chat&last=${last}${before}`
        const response = await app.fetch(new Request(address, { headers: { 'x-user-id': userId } }))
        const page = (await response.json()) as { items: { item: unknown }[]; next_before: number | null }
        expect(page.items.length).toBeLessThanOrEqual(last)
        expect(page.items.length > 0 || items.length === 0).toBe(true)
        found.unshift(...page.items.map(({ item }) => item))
        before = page.next_before === null ? '' : `&before=${page.next_before}`
      } while (before !== '')
      expect(found).toEqual(items)
    },
  )
  await fc.assert(property, { numRuns: 60 })
})
