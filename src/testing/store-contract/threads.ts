import assert from 'node:assert/strict'
import { redact } from '../../privacy/redact.ts'
import type { ReadThreadRequest, Store } from '../../core/store/store.ts'
import type { ThreadAppended } from '../../core/model.ts'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { beginning, day } from '../world.ts'
import { exported, storeCase, writeAt } from './requests.ts'

const chat = redact('chat')
const all: ReadThreadRequest = { last: 10_000, before: null }

/** Appends texts as JSON. */
function append(
  store: Store,
  texts: readonly string[],
  {
    userId = 'alice',
    idempotencyKey,
    bytes,
    now = beginning,
  }: {
    readonly userId?: string
    readonly idempotencyKey?: string
    readonly bytes?: number
    readonly now?: number
  } = {},
): Promise<ThreadAppended> {
  const items = texts.map((text) => redact(JSON.stringify(text)))
  return store.appendToThread(userId, chat, items, { now, quota: { bytes }, idempotencyKey })
}

async function textsIn(store: Store, userId = 'alice'): Promise<unknown[]> {
  const { items } = await store.readThread(userId, chat, all)
  return items.map(({ item }) => JSON.parse(item) as unknown)
}

/** `appendToThread`, `readThread`, `popFromThread`, `clearThread` and `listThreads`. */
export const storeThreadCases: readonly StoreCase[] = [
  storeCase(
    'gives each of many appends at once places of their own, in the order of the calls',
    async (store) => {
      const numbers = Array.from({ length: 60 }, (_, number) => number)
      const appended = await Promise.all(numbers.map((number) => append(store, [`${number}a`, `${number}b`])))
      assert.deepEqual(
        appended.map(({ items }) => items),
        numbers.map((number) => 2 * number + 2),
      )
      assert.deepEqual(
        await textsIn(store),
        numbers.flatMap((number) => [`${number}a`, `${number}b`]),
      )
    },
  ),

  storeCase('pops each item once, however many pop at once', async (store) => {
    await append(
      store,
      Array.from({ length: 10 }, (_, number) => `${number}`),
    )
    const popped = await Promise.all(Array.from({ length: 15 }, () => store.popFromThread('alice', chat)))
    assert.deepEqual(
      popped.map((item) => item?.number ?? null),
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, null, null, null, null, null],
    )
    assert.deepEqual(await store.listThreads('alice', { limit: 10, after: null }), {
      threads: [],
      nextCursor: null,
    })
  }),

  storeCase('appends all items of a call or none', async (store) => {
    await append(store, ['first'])
    const before = [await exported(store, 'alice'), await store.readStats('alice', beginning)]
    await failsWith('quota_exceeded', () => append(store, ['short', 'x'.repeat(500)], { bytes: 300 }))
    assert.deepEqual([await exported(store, 'alice'), await store.readStats('alice', beginning)], before)
    assert.deepEqual(await append(store, ['short'], { bytes: 300 }), { appended: 1, items: 2 })
  }),

  storeCase(
    "remembers the user's last thousand keyed appends, and counts them",
    async (store) => {
      const keyed = (number: number): Promise<ThreadAppended> =>
        append(store, [`${number}`], { idempotencyKey: `key-${number}`, now: beginning - number })
      const numbers = Array.from({ length: 1_001 }, (_, index) => index + 1)
      const appended = await Promise.all(numbers.map(keyed))
      const { bytes } = await store.readStats('alice', beginning)
      assert.deepEqual(await keyed(2), appended[1])
      assert.deepEqual(await keyed(1_001), appended[1_000])
      assert.equal((await store.readStats('alice', beginning)).bytes, bytes)
      const items = numbers.reduce((sum, number) => sum + 34 + `${number}`.length, 0)
      assert.equal(bytes, 64 + 'chat'.length + items + 64 * 1_000)
      // The first key is no longer known.
      assert.deepEqual(await keyed(1), { appended: 1, items: 1_002 })
    },
    'R30',
  ),

  storeCase('lists threads by their beginning, with the time of the last item', async (store) => {
    for (const [index, name] of ['b', 'a', 'c'].entries())
      await store.appendToThread('alice', redact(name), [redact('1')], { now: beginning + index, quota: {} })
    const later = { now: beginning + day, quota: {} }
    await store.appendToThread('alice', redact('b'), [redact('2'), redact('3')], later)
    const first = await store.listThreads('alice', { limit: 2, after: null })
    assert.deepEqual(
      first.threads.map(({ name }) => name),
      ['c', 'a'],
    )
    const second = await store.listThreads('alice', { limit: 2, after: Number(first.nextCursor) })
    const updatedAt = new Date(beginning + day).toISOString()
    assert.deepEqual(second, { threads: [{ name: 'b', items: 3, updatedAt }], nextCursor: null })
  }),

  storeCase('takes a thread of an import with its numbers, also with gaps', async (store) => {
    const record = (number: number, text: string) => ({
      kind: 'thread_item' as const,
      thread: chat,
      number,
      item: redact(JSON.stringify(text)),
      createdAt: new Date(beginning).toISOString(),
    })
    const records = [record(2, 'two'), record(5, 'five'), record(6, 'five')]
    const at = writeAt(beginning)
    assert.equal((await store.importRecords('alice', records, at)).threadItems, 3)
    assert.deepEqual(await textsIn(store), ['two', 'five', 'five'])
    assert.equal((await store.importRecords('alice', records, at)).unchanged, 3)
    const others = [record(1, 'one'), record(5, 'other')]
    assert.equal((await store.importRecords('alice', others, at)).threadItems, 2)
    assert.equal((await store.importRecords('alice', others, at)).unchanged, 2)
    assert.deepEqual(await textsIn(store), ['one', 'two', 'five', 'five', 'other'])
    assert.deepEqual(await append(store, ['next']), { appended: 1, items: 6 })
    const { items, nextBefore } = await store.readThread('alice', chat, { last: 2, before: null })
    assert.deepEqual([items.map(({ number }) => number), nextBefore], [[7, 8], 7])
  }),

  storeCase(
    'answers a user without any write as one that never was',
    async (store) => {
      await append(store, ['of bob'], { userId: 'bob' })
      assert.deepEqual(await append(store, []), { appended: 0, items: 0 })
      assert.deepEqual(await store.readThread('alice', chat, all), { items: [], nextBefore: null })
      assert.equal(await store.popFromThread('alice', chat), null)
      assert.equal(await store.clearThread('alice', chat), 0)
      assert.deepEqual(await exported(store, 'alice'), [{ kind: 'header', nextObservationId: 1 }])
      assert.deepEqual(await textsIn(store, 'bob'), ['of bob'])
    },
    'R3',
  ),
]
