import assert from 'node:assert/strict'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { beginning, day } from '../world.ts'
import { cleanDraft, exported, storeCase, writeAt } from './requests.ts'

/** `saveObservation` with an idempotency key, below what the memory contract sees. */
export const storeIdempotencyCases: readonly StoreCase[] = [
  storeCase(
    "remembers the user's last thousand keys, by their number and not by time",
    async (store) => {
      const save = (userId: string, number: number, now: number) =>
        store.saveObservation(
          userId,
          cleanDraft(`number ${number}`),
          writeAt(now, { idempotencyKey: `key-${number}` }),
        )
      const first = await save('bob', 1, beginning)
      // The newest are the oldest by the clock.
      const numbers = Array.from({ length: 1_001 }, (_, index) => index + 1)
      const saved = await Promise.all(numbers.map((number) => save('alice', number, beginning - number)))
      assert.ok(saved.every(({ outcome }) => outcome === 'created'))
      assert.deepEqual(await save('alice', 2, beginning), saved[1])
      assert.deepEqual(await save('alice', 1_001, beginning + 3 * day), saved[1_000])
      assert.equal((await save('alice', 1, beginning)).outcome, 'deduped')
      assert.equal((await save('alice', 2, beginning)).outcome, 'deduped')
      assert.deepEqual(await save('bob', 1, beginning), first)
    },
    'R30',
  ),

  storeCase(
    'opens no session for a repetition, whose own is over',
    async (store) => {
      const draft = cleanDraft('one')
      const first = await store.saveObservation('alice', draft, writeAt(beginning, { idempotencyKey: 'key' }))
      const before = [await exported(store, 'alice'), await store.readStats('alice', beginning)]
      const late = writeAt(beginning + 3 * day, { idempotencyKey: 'key' })
      assert.deepEqual(await store.saveObservation('alice', draft, late), first)
      assert.deepEqual([await exported(store, 'alice'), await store.readStats('alice', beginning)], before)
    },
    'R30',
  ),

  storeCase(
    'leaves nothing of a refused key behind, not even the user',
    async (store) => {
      const at = writeAt(beginning, { idempotencyKey: 'key', quota: { bytes: 1 } })
      await failsWith('quota_exceeded', () => store.saveObservation('alice', cleanDraft('one'), at))
      assert.equal((await exported(store, 'alice')).length, 1)
      const saved = await store.saveObservation(
        'alice',
        cleanDraft('two'),
        writeAt(beginning, { idempotencyKey: 'key' }),
      )
      assert.deepEqual([saved.id, saved.outcome], [1, 'created'])
    },
    'R30',
  ),
]
