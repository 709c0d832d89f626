import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { hour, memoryCase } from '../../world.ts'
import { itemsOf, messages } from './page.ts'

/** Threads in exports, imports and erasures. */
export const threadTransferCases: readonly MemoryCase[] = [
  memoryCase(
    'exports threads behind the observations, and imports them exactly',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save({ type: 'profile', title: 'Name', content: 'Ada' })
      await ada.thread('b').append(messages)
      await ada.thread('a').append([1, 1, 1])
      const lines = await collect(ada.export())
      const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind)
      assert.deepEqual([...new Set(kinds)], ['header', 'session', 'observation', 'thread_item'])
      const bob = actor('bob')
      const added = { observations: 1, sessions: 1, threadItems: 12, unchanged: 0 }
      assert.deepEqual(await bob.import(lines), added)
      assert.deepEqual(await collect(bob.export()), lines)
      const unchanged = { observations: 0, sessions: 0, threadItems: 0, unchanged: 14 }
      assert.deepEqual(await bob.import(lines), unchanged)
      assert.deepEqual(await ada.import(lines), unchanged)
      assert.deepEqual(await collect(ada.export()), lines)
      assert.deepEqual(await bob.listThreads(), await ada.listThreads())
    },
    { needs: ['transfer'] },
  ),

  memoryCase(
    'adds to a thread that has gone on what an export has more',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.thread('chat').append(['one', 'two', 'popped'])
      const lines = await collect(ada.export())
      clock.advance(hour)
      await ada.thread('chat').pop()
      await ada.thread('chat').append(['another', 'last'])
      assert.equal((await ada.import(lines)).threadItems, 1)
      const expected = ['one', 'two', 'another', 'last', 'popped']
      assert.deepEqual(itemsOf(await ada.thread('chat').read()), expected)
      assert.equal((await ada.import(lines)).threadItems, 0)
      assert.deepEqual(itemsOf(await ada.thread('chat').read()), expected)
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'refuses a line that is no item of a thread, and redacts one that is',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.thread('chat').append(['one'])
      const [header, line] = (await collect(ada.export())) as [string, string]
      const changed = (change: object): string =>
        JSON.stringify({ ...(JSON.parse(line) as object), ...change })
      for (const change of [
        { number: 0 },
        { number: 2 ** 27 },
        { thread: ' ' },
        { created_at: 'now' },
        { more: 1 },
      ])
        await failsWith('invalid_input', () => ada.import([header, changed(change)]))
      const secret = { item: { a: '<private>secret' }, number: 2 }
      assert.equal((await ada.import([header, changed(secret)])).threadItems, 1)
      assert.deepEqual(itemsOf(await ada.thread('chat').read()), ['one', { a: '[REDACTED]' }])
    },
    { needs: ['transfer'] },
  ),

  memoryCase('erases threads with the user', async ({ actor }) => {
    const ada = actor('ada')
    await ada.thread('chat').append(messages, { idempotencyKey: 'key' })
    await ada.erase()
    assert.deepEqual(await ada.listThreads(), { threads: [], nextCursor: null })
    assert.deepEqual(await ada.thread('chat').read(), { items: [], nextBefore: null })
    assert.equal((await ada.stats()).bytes, 0)
    assert.deepEqual(await ada.thread('chat').append(messages, { idempotencyKey: 'key' }), {
      appended: 9,
      items: 9,
    })
  }),
]
