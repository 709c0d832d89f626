import assert from 'node:assert/strict'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { redact } from '../../privacy/redact.ts'
import { collect } from '../canonical.ts'
import { beginning, day, hour } from '../world.ts'
import {
  cleanDraft,
  exported,
  inStore,
  listOf,
  searchFor,
  storeCase,
  usualContext,
  writeAt,
} from './requests.ts'

/** `forgetObservation`, `eraseUser` and `close`. */
export const storeErasureCases: readonly StoreCase[] = [
  storeCase(
    'leaves no term of what was forgotten in the index',
    async (store) => {
      await store.saveObservation('alice', cleanDraft('ferry island'), writeAt(beginning))
      await store.saveObservation('alice', cleanDraft('island cats'), writeAt(beginning))
      await store.forgetObservation('alice', 1, beginning)
      for (const query of ['ferry', 'ferries', 'fe', 'rr']) {
        assert.deepEqual((await store.searchObservations('alice', searchFor(query))).results, [])
      }
      assert.equal((await store.searchObservations('alice', searchFor('island'))).results[0]?.id, 2)
    },
    'R45',
  ),

  storeCase(
    'leaves an erased user as one who never was',
    async (store, subject) => {
      const live = async (on: typeof store) => {
        await on.startSession('alice', writeAt(beginning, { newSessionId: sessionId }), usualContext)
        await on.saveObservation(
          'alice',
          cleanDraft('ferry island', { topicKey: 'ferry' }),
          writeAt(beginning),
        )
        await on.saveObservation('alice', cleanDraft('island cats'), writeAt(beginning))
      }
      const sessionId = '99999999-0000-4000-8000-000000000001'
      await live(store)
      await store.saveObservation('alice', cleanDraft('ferry '.repeat(50)), writeAt(beginning))
      const receipt = await store.eraseUser('alice', { now: beginning + hour })
      const erasedAt = new Date(beginning + hour).toISOString()
      assert.deepEqual(receipt, { observations: 3, sessions: 1, erasedAt })
      await live(store)
      await inStore(subject, async (fresh) => {
        await live(fresh)
        assert.deepEqual(await exported(store, 'alice'), await exported(fresh, 'alice'))
        assert.deepEqual(await store.readStats('alice', beginning), await fresh.readStats('alice', beginning))
        const request = searchFor('ferry island')
        assert.deepEqual(
          await store.searchObservations('alice', request),
          await fresh.searchObservations('alice', request),
        )
      })
    },
    'R46',
  ),

  storeCase(
    'is rid of the user from the first moment on',
    async (store) => {
      await store.saveObservation('alice', cleanDraft('ferry'), writeAt(beginning))
      const erasure = store.eraseUser('alice', { now: beginning })
      const saved = store.saveObservation('alice', cleanDraft('after'), writeAt(beginning))
      assert.deepEqual([(await erasure).observations, (await saved).id], [1, 1])
      const { observations } = await store.listObservations('alice', listOf())
      assert.deepEqual(
        observations.map(({ content }) => content),
        ['after'],
      )
    },
    'R46',
  ),

  storeCase(
    'erases a great deal, and nobody else',
    async (store) => {
      await store.saveObservation('bob', cleanDraft('number here'), writeAt(beginning))
      const before = await exported(store, 'bob')
      const contents = Array.from({ length: 1_500 }, (_, index) => `number ${index}`)
      await Promise.all(
        contents.map((content) => store.saveObservation('alice', cleanDraft(content), writeAt(beginning))),
      )
      assert.equal((await store.eraseUser('alice', { now: beginning })).observations, contents.length)
      assert.equal((await store.readStats('alice', beginning)).observations, 0)
      assert.deepEqual(await exported(store, 'bob'), before)
      assert.equal((await store.searchObservations('bob', searchFor('number'))).results.length, 1)
    },
    'R47',
  ),

  storeCase('answers closed after the close, and closes twice', async (store) => {
    await store.close()
    await store.close()
    await store[Symbol.asyncDispose]()
    const calls = [
      () => store.saveObservation('alice', cleanDraft('late'), writeAt(beginning)),
      () => store.getObservation('alice', 1, beginning),
      () => store.searchObservations('alice', searchFor('late')),
      () => store.listObservations('alice', listOf()),
      () => store.readTimeline('alice', 1, { before: 1, after: 1 }, beginning),
      () => store.startSession('alice', writeAt(beginning), usualContext),
      () => store.endSession('alice', redact('over'), writeAt(beginning)),
      () => store.readStats('alice', beginning),
      () => store.forgetObservation('alice', 1, beginning),
      () => store.eraseUser('alice', { now: beginning }),
      () => collect(store.exportUser('alice', beginning)),
      () => store.importRecords('alice', [], writeAt(beginning)),
    ]
    for (const call of calls) await failsWith('closed', call)
  }),

  storeCase('finishes what is under way before it closes', async (store) => {
    const calls = Array.from({ length: 20 }, (_, index) =>
      store.saveObservation('alice', cleanDraft(`number ${index}`), writeAt(beginning + index * day)),
    )
    const [saved] = await Promise.all([Promise.allSettled(calls), store.close()])
    assert.ok(saved.every(({ status }) => status === 'fulfilled'))
  }),
]
