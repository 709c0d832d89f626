import assert from 'node:assert/strict'
import type { Store } from '../../core/store/store.ts'
import type { StoreCase } from '../contract-case.ts'
import { beginning, hour } from '../world.ts'
import { cleanDraft, listOf, storeCase, writeAt } from './requests.ts'

const later = beginning + hour

async function saveMany(store: Store, userId: string, count: number): Promise<void> {
  const drafts = Array.from({ length: count }, (_, number) =>
    cleanDraft(`fleeting ${number}`, { expiry: { at: later } }),
  )
  await Promise.all(drafts.map((draft) => store.saveObservation(userId, draft, writeAt(beginning))))
}

async function usersToSweep(store: Store, now: number): Promise<string[]> {
  const found: string[] = []
  for (let after: string | null = null; ;) {
    const { users, next } = await store.usersToSweep(now, after)
    found.push(...users)
    if (next === null) return found.toSorted()
    after = next
  }
}

/** Removing what has expired. */
export const storeExpiryCases: readonly StoreCase[] = [
  storeCase('lists the users with something that has expired, and removes it in steps', async (store) => {
    await saveMany(store, 'alice', 230)
    await saveMany(store, 'bob', 1)
    await store.saveObservation('carol', cleanDraft('lasting'), writeAt(beginning))
    await store.saveObservation('alice', cleanDraft('lasting'), writeAt(beginning))
    assert.deepEqual(await usersToSweep(store, later - 1), [])
    assert.deepEqual(await usersToSweep(store, later), ['alice', 'bob'])
    assert.equal(await store.sweepUser('alice', later - 1), 0)
    let removed = 0
    for (let step = 1; step > 0; removed += step) step = await store.sweepUser('alice', later)
    assert.equal(removed, 230)
    assert.deepEqual(await usersToSweep(store, later), ['bob'])
    assert.equal(await store.sweepUser('bob', later), 1)
    assert.equal(await store.sweepUser('dave', later), 0)
    assert.deepEqual(await usersToSweep(store, later), [])
    // An earlier time would show what is there still.
    assert.equal((await store.readStats('alice', beginning)).observations, 1)
    assert.equal((await store.listObservations('carol', listOf({ now: later }))).observations.length, 1)
  }),

  storeCase('removes with the next write what has expired, and of no other user', async (store) => {
    await saveMany(store, 'alice', 3)
    await saveMany(store, 'bob', 3)
    await store.saveObservation('alice', cleanDraft('lasting'), writeAt(later))
    assert.equal((await store.readStats('alice', beginning)).observations, 1)
    assert.equal((await store.readStats('bob', beginning)).observations, 3)
    assert.deepEqual(await usersToSweep(store, later), ['bob'])
  }),

  storeCase('lists a user with ends that have moved no more, once that is noticed', async (store) => {
    await saveMany(store, 'alice', 2)
    for (const id of [1, 2]) {
      const changes = { expiry: { at: later + hour } }
      await store.updateObservation('alice', id, changes, writeAt(beginning))
    }
    assert.equal(await store.sweepUser('alice', later), 0)
    assert.deepEqual(await usersToSweep(store, later), [])
    assert.deepEqual(await usersToSweep(store, later + hour), ['alice'])
  }),
]
