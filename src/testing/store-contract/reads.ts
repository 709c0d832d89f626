import assert from 'node:assert/strict'
import type { Store } from '../../core/store/store.ts'
import type { StoreCase } from '../contract-case.ts'
import { sameNumber } from '../expectations.ts'
import { beginning, hour } from '../world.ts'
import { cleanDraft, listOf, searchFor, storeCase, writeAt } from './requests.ts'

/** Reading, searching and listing. */
export const storeReadCases: readonly StoreCase[] = [
  storeCase(
    'knows nothing of a user who never wrote',
    async (store) => {
      await store.saveObservation('bob', cleanDraft('here'), writeAt(beginning))
      assert.equal(await store.getObservation('alice', 1, beginning), null)
      const found = await store.searchObservations('alice', searchFor('here'))
      assert.deepEqual(found, { results: [], emptyBecause: 'no_observations', meaning: null })
      assert.deepEqual(await store.listObservations('alice', listOf()), {
        observations: [],
        nextCursor: null,
      })
      assert.deepEqual(await store.readTimeline('alice', 1, { before: 5, after: 5 }, beginning), [])
      const nothing = { observations: 0, pending: 0, sessions: 0, bytes: 0, byType: {}, lastActivityAt: null }
      assert.deepEqual(await store.readStats('alice', beginning), nothing)
      assert.equal(await store.forgetObservation('alice', 1, beginning), false)
    },
    'R3',
  ),

  storeCase('gives the place of the last one as the next cursor', async (store) => {
    for (let number = 0; number < 5; number++) {
      await store.saveObservation('alice', cleanDraft(`number ${number}`), writeAt(beginning + number))
    }
    const page = await store.listObservations('alice', listOf({ limit: 2 }))
    assert.deepEqual(
      page.observations.map(({ id }) => id),
      [5, 4],
    )
    assert.equal(page.nextCursor, `${beginning + 3}.4`)
    const after = { createdAt: beginning + 3, id: 4 }
    const rest = await store.listObservations('alice', listOf({ limit: 3, after }))
    assert.deepEqual([rest.observations.map(({ id }) => id), rest.nextCursor], [[3, 2, 1], null])
  }),

  storeCase('goes on after a place where nothing is any more', async (store) => {
    for (let number = 1; number <= 4; number++) {
      await store.saveObservation('alice', cleanDraft(`number ${number}`), writeAt(beginning))
    }
    await store.forgetObservation('alice', 3, beginning)
    const page = await store.listObservations('alice', listOf({ after: { createdAt: beginning, id: 3 } }))
    assert.deepEqual(
      page.observations.map(({ id }) => id),
      [2, 1],
    )
  }),

  storeCase('gives every result its parts, and scores that follow from them', async (store) => {
    await store.saveObservation('alice', cleanDraft('a ferry to the island'), writeAt(beginning))
    await store.saveObservation('alice', cleanDraft('the island has no cars'), writeAt(beginning + hour))
    const request = searchFor('ferry island', { now: beginning + hour })
    const { results, emptyBecause } = await store.searchObservations('alice', request)
    assert.deepEqual([results.map(({ id }) => id), emptyBecause], [[1, 2], null])
    for (const { score, parts } of results) {
      sameNumber(score, parts.relevance * (0.85 + 0.1 * parts.recency + 0.05 * parts.revision))
    }
  }),

  storeCase(
    'leaves out what is below the share, and gives whole observations only where asked',
    async (store) => {
      await store.saveObservation('alice', cleanDraft('a ferry to the island'), writeAt(beginning))
      await store.saveObservation('alice', cleanDraft('the island has no cars'), writeAt(beginning))
      for (const query of ['ferry island', 'rr']) {
        const plain = await store.searchObservations('alice', searchFor(query))
        const whole = await store.searchObservations('alice', searchFor(query, { full: true }))
        assert.ok(plain.results.every(({ observation }) => observation === null))
        const expected = plain.results.map(async (result) => ({
          ...result,
          observation: await store.getObservation('alice', result.id, beginning),
        }))
        assert.deepEqual(whole.results, await Promise.all(expected))
        const near = await store.searchObservations('alice', searchFor(query, { minShare: 0.99, full: true }))
        assert.deepEqual(near, { results: whole.results.slice(0, 1), emptyBecause: null, meaning: null })
      }
    },
  ),

  storeCase('says why nothing was found', async (store) => {
    await store.saveObservation('alice', cleanDraft('a ferry to the island'), writeAt(beginning))
    const reason = async (query: string, types: string[] | null = null) =>
      (await store.searchObservations('alice', searchFor(query, { filter: types ? { types } : {} })))
        .emptyBecause
    assert.equal(await reason('volcano'), 'no_match')
    assert.equal(await reason('qq'), 'no_match')
    assert.equal(await reason('ferry', ['profile']), 'filtered')
    assert.equal(await reason('rr', ['profile']), 'filtered')
  }),

  storeCase('filters before it limits', async (store) => {
    for (let number = 0; number < 30; number++) {
      const at = writeAt(beginning)
      await store.saveObservation('alice', cleanDraft(`ferry ferry ${number}`, { title: `T${number}` }), at)
    }
    await store.saveObservation('alice', cleanDraft('one ferry', { type: 'profile' }), writeAt(beginning))
    const only = { limit: 1, filter: { types: ['profile'] } }
    const without = { limit: 1, filter: { typesExclude: ['discovery'] } }
    for (const filter of [only, without]) {
      for (const query of ['ferry', 'rr']) {
        const { results } = await store.searchObservations('alice', searchFor(query, filter))
        assert.deepEqual(
          results.map(({ id }) => id),
          [31],
        )
      }
    }
    const page = await store.listObservations('alice', listOf({ limit: 1, filter: { types: ['profile'] } }))
    assert.deepEqual(
      page.observations.map(({ id }) => id),
      [31],
    )
  }),

  storeCase(
    'answers the same between thousands of writes of the same words by another user',
    async (store) => {
      const save = async (content: string) =>
        (await store.saveObservation('alice', cleanDraft(content), writeAt(beginning))).id
      assert.equal(await save('red ferry'), 1)
      await crowd(store, 1_500)
      assert.equal(await save('blue ferry to the island'), 2)
      assert.equal(await save('island of cats'), 3)
      const answers = async () => [
        await store.searchObservations('alice', searchFor('ferry island')),
        await store.searchObservations(
          'alice',
          searchFor('ferry island', { limit: 1, filter: { types: ['discovery'] } }),
        ),
        await store.searchObservations('alice', searchFor('rr')),
        await store.listObservations('alice', listOf({ limit: 2 })),
        await store.readTimeline('alice', 2, { before: 5, after: 5 }, beginning),
        await store.readStats('alice', beginning),
      ]
      const before = await answers()
      await crowd(store, 1_500)
      assert.deepEqual(await answers(), before)
      assert.deepEqual(
        (await store.searchObservations('alice', searchFor('ferry'))).results.map(({ id }) => id),
        [1, 2],
      )
    },
    'R17',
  ),
]

/** Many observations of another user, all of them full of the words that are looked for. */
async function crowd(store: Store, size: number): Promise<void> {
  const { observations } = await store.readStats('bob', beginning)
  const contents = Array.from(
    { length: size },
    (_, index) => `ferry island ${'cats '.repeat(index % 7)}${observations + index}`,
  )
  await Promise.all(
    contents.map((content) => store.saveObservation('bob', cleanDraft(content), writeAt(beginning))),
  )
}
