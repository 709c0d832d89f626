import assert from 'node:assert/strict'
import type { JournalAppend, Store } from '../../core/store/store.ts'
import { redact } from '../../privacy/redact.ts'
import type { StoreCase } from '../contract-case.ts'
import { beginning } from '../world.ts'
import { cleanDraft, exported, storeCase, writeAt } from './requests.ts'

function entryOf(at: number, ids: readonly number[] = [1], purpose: string | null = null): JournalAppend {
  return { at, operation: 'get', ids, contextId: null, purpose: purpose === null ? null : redact(purpose) }
}

async function timesIn(store: Store, userId = 'alice', limit = 20_000): Promise<number[]> {
  const { entries } = await store.readJournal(userId, { limit, after: null, now: beginning })
  return entries.map(({ at }) => Date.parse(at) - beginning)
}

/** `appendToJournal` and `readJournal`. */
export const storeJournalCases: readonly StoreCase[] = [
  storeCase('keeps the last 10,000 entries of each user by time', async (store) => {
    for (const userId of ['alice', 'bob'])
      await store.saveObservation(userId, cleanDraft('a'), writeAt(beginning))
    await store.appendToJournal('bob', [entryOf(beginning - 1)])
    const many = Array.from({ length: 5_000 }, (_, number) => entryOf(beginning + number))
    await store.appendToJournal('alice', many.toReversed())
    await store.appendToJournal('alice', many)
    await store.appendToJournal('alice', [entryOf(beginning + 9_999)])
    const times = await timesIn(store)
    assert.equal(times.length, 10_000)
    assert.deepEqual([times[0], times[1], times.at(-1), times.at(-2)], [9_999, 4_999, 0, 1])
    await store.appendToJournal('alice', [entryOf(beginning - 5), entryOf(beginning + 10_000)])
    assert.deepEqual((await timesIn(store)).slice(-1), [1])
    assert.deepEqual(await timesIn(store, 'bob'), [-1])
  }),

  storeCase('gives entries of one time an order, also of many at once', async (store) => {
    await store.saveObservation('alice', cleanDraft('a'), writeAt(beginning))
    await Promise.all(
      Array.from({ length: 30 }, (_, number) =>
        store.appendToJournal('alice', [
          entryOf(beginning, [1], `${number} a`),
          entryOf(beginning, [1], `${number} b`),
        ]),
      ),
    )
    const { entries } = await store.readJournal('alice', { limit: 100, after: null, now: beginning })
    assert.deepEqual(
      entries.map(({ purpose }) => purpose).toReversed(),
      Array.from({ length: 60 }, (_, index) => `${Math.floor(index / 2)} ${index % 2 === 0 ? 'a' : 'b'}`),
    )
    const { nextCursor } = await store.readJournal('alice', { limit: 59, after: null, now: beginning })
    assert.equal(nextCursor, `${beginning}.2`)
    const rest = await store.readJournal('alice', {
      limit: 5,
      after: { at: beginning, number: 2 },
      now: beginning,
    })
    assert.deepEqual([rest.entries.length, rest.nextCursor], [1, null])
  }),

  storeCase('names no id that the user does not have, and brings no user into being', async (store) => {
    await store.appendToJournal('stranger', [entryOf(beginning)])
    assert.deepEqual(await exported(store, 'stranger'), [{ kind: 'header', nextObservationId: 1 }])
    await store.saveObservation('bob', cleanDraft('b'), writeAt(beginning))
    await store.saveObservation('bob', cleanDraft('c'), writeAt(beginning))
    await store.saveObservation('alice', cleanDraft('a'), writeAt(beginning))
    await store.appendToJournal('alice', [entryOf(beginning - 9, [2, 1, 1_000])])
    const { entries } = await store.readJournal('alice', { limit: 5, after: null, now: beginning })
    assert.deepEqual(
      entries.map(({ ids }) => ids),
      [[null, 1, null]],
    )
  }),

  storeCase('leaves no entry of a user who is erased and comes back', async (store) => {
    await store.saveObservation('alice', cleanDraft('a'), writeAt(beginning))
    await store.appendToJournal(
      'alice',
      Array.from({ length: 3_000 }, (_, number) => entryOf(beginning + number)),
    )
    await store.eraseUser('alice', { now: beginning })
    await store.appendToJournal('alice', [entryOf(beginning)])
    assert.deepEqual(await timesIn(store), [])
    await store.saveObservation('alice', cleanDraft('a'), writeAt(beginning))
    assert.deepEqual(await timesIn(store), [])
  }),
]
