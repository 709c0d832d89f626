import assert from 'node:assert/strict'
import type { ListOptions, ObservationFilter } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { beginning, day, hour, memoryCase, type World } from '../../world.ts'

const ids = (found: readonly { readonly id: number }[]): number[] => found.map(({ id }) => id)
const iso = (time: number): string => new Date(time).toISOString()

/** The ids that a list and a search give under a filter; both must take the same. A short query takes another way. */
export async function idsUnder(memory: UserMemory, filter: ObservationFilter): Promise<number[]> {
  const listed = ids((await memory.list({ ...filter, order: 'oldest' })).observations)
  for (const query of ['ferry', 'rr']) {
    const found = ids(await memory.search(query, { ...filter, limit: 50 }))
    assert.deepEqual(
      found.toSorted((a, b) => a - b),
      listed,
      query,
    )
  }
  return listed
}

/** Five observations an hour apart, of two sessions; the first was revised a day later. */
async function ferries({ actor, clock }: World): Promise<{ alice: UserMemory; sessions: string[] }> {
  const alice = actor('alice')
  const types = ['decision', 'pattern', 'decision', 'profile', 'pattern']
  const topics = ['sea/north', 'sea/south', 'sky', null, 'seaside']
  const sessions: string[] = []
  for (const [index, type] of types.entries()) {
    if (index === 3) await alice.endSession('Three ferries.')
    const title = `Ferry ${index + 1}`
    const saved = await alice.save({
      type,
      title,
      content: `A ferry at ${index + 6}.`,
      topicKey: topics[index]!,
    })
    sessions.push(saved.sessionId!)
    clock.advance(hour)
  }
  clock.now = beginning + day
  await alice.save({ type: 'decision', title: 'Ferry 1', content: 'No ferry at 6.', topicKey: 'sea/north' })
  return { alice, sessions }
}

const needs = ['clock', 'conditions'] as const

/** The conditions that lists and searches take. */
export const filterCases: readonly MemoryCase[] = [
  memoryCase(
    'takes the same conditions in a search and in a list',
    async (world) => {
      const { alice, sessions } = await ferries(world)
      const under = (filter: ObservationFilter) => idsUnder(alice, filter)
      assert.deepEqual(await under({}), [1, 2, 3, 4, 5])
      assert.deepEqual(await under({ types: ['decision', 'profile'] }), [1, 3, 4])
      assert.deepEqual(await under({ typesExclude: ['decision', 'profile'] }), [2, 5])
      assert.deepEqual(await under({ excludeTypes: ['decision', 'profile'] }), [2, 5])
      assert.deepEqual(await under({ topicKeyPrefix: 'sea' }), [1, 2, 5])
      assert.deepEqual(await under({ topicKeyPrefix: 'sea/', types: ['pattern'] }), [2])
      assert.deepEqual(await under({ topicKeyPrefix: 'Sea' }), [])
      assert.deepEqual(await under({ session: sessions[1]! }), [2, 3])
      assert.deepEqual(await under({ session: sessions[4]! }), [1, 4, 5])
      assert.deepEqual(await under({ session: sessions[4]!, topicKeyPrefix: 'sea' }), [1, 5])
      assert.deepEqual(await under({ session: 'no such session' }), [])
    },
    { needs },
  ),

  memoryCase(
    'counts the time of an After and not that of a Before, to the millisecond',
    async (world) => {
      const { alice } = await ferries(world)
      const under = (filter: ObservationFilter) => idsUnder(alice, filter)
      const third = beginning + 2 * hour
      assert.deepEqual(await under({ createdAfter: third }), [3, 4, 5])
      assert.deepEqual(await under({ createdAfter: third + 1 }), [4, 5])
      assert.deepEqual(await under({ createdBefore: third }), [1, 2])
      assert.deepEqual(await under({ createdBefore: third + 1 }), [1, 2, 3])
      assert.deepEqual(await under({ createdAfter: third, createdBefore: third + 1 }), [3])
      assert.deepEqual(await under({ createdAfter: third, createdBefore: third }), [])
      assert.deepEqual(await under({ updatedAfter: beginning + day }), [1])
      assert.deepEqual(await under({ updatedAfter: beginning + day + 1 }), [])
      assert.deepEqual(await under({ updatedBefore: third }), [2])
      assert.deepEqual(await under({ updatedBefore: third + 1, topicKeyPrefix: 's' }), [2, 3])
    },
    { needs },
  ),

  memoryCase(
    'takes a time in each of its forms',
    async (world) => {
      const { alice } = await ferries(world)
      const third = beginning + 2 * hour
      for (const createdAfter of [
        third,
        new Date(third),
        iso(third),
        '2026-01-05T11:00Z',
        '2026-01-05T12:00+01:00',
      ])
        assert.deepEqual(await idsUnder(alice, { createdAfter }), [3, 4, 5])
      assert.deepEqual(await idsUnder(alice, { createdAfter: '2026-01-05' }), [1, 2, 3, 4, 5])
      assert.deepEqual(await idsUnder(alice, { createdBefore: '2026-01-05' }), [])
      for (const wrong of ['canary', '2026-01-05T11:00', '2026-13-01', Number.NaN, new Date(Number.NaN)]) {
        await failsWith('invalid_input', () => alice.list({ createdAfter: wrong }), ['canary'])
        await failsWith('invalid_input', () => alice.search('ferry', { updatedBefore: wrong }), ['canary'])
      }
    },
    { needs },
  ),

  memoryCase(
    'takes null and undefined for a condition that is not given',
    async (world) => {
      const { alice } = await ferries(world)
      for (const absent of [null, undefined]) {
        const nothing: Required<ObservationFilter> = {
          types: absent,
          typesExclude: absent,
          excludeTypes: absent,
          topicKeyPrefix: absent,
          source: absent,
          pinned: absent,
          data: absent,
          status: absent,
          session: absent,
          createdAfter: absent,
          createdBefore: absent,
          updatedAfter: absent,
          updatedBefore: absent,
        }
        assert.deepEqual(await idsUnder(alice, nothing), [1, 2, 3, 4, 5])
      }
    },
    { needs },
  ),

  memoryCase(
    'gives each result the score that it has without a filter',
    async (world) => {
      const { alice, sessions } = await ferries(world)
      const query = 'ferry at 8 north'
      const all = await alice.search(query, { limit: 50 })
      const filters: ObservationFilter[] = [
        { types: ['pattern'] },
        { topicKeyPrefix: 'sea' },
        { session: sessions[1]! },
        { createdAfter: beginning + hour },
        { updatedBefore: beginning + 2 * hour, topicKeyPrefix: 's' },
      ]
      for (const filter of filters) {
        const some = await alice.search(query, { ...filter, limit: 50 })
        assert.ok(some.length > 0 && some.length < all.length)
        const expected = all.filter(({ id }) => ids(some).includes(id))
        assert.deepEqual(some, expected)
      }
    },
    { needs },
  ),

  memoryCase(
    'filters before it takes its best results, and says when the filter left out what matches',
    async (world) => {
      const { alice } = await ferries(world)
      const best = await alice.search('ferry', { limit: 1 })
      const other = await alice.search('ferry', { limit: 1, topicKeyPrefix: 'sky' })
      assert.notDeepEqual(ids(best), [3])
      assert.deepEqual(ids(other), [3])
      const reason = async (query: string, filter: ObservationFilter) =>
        (await alice.search(query, { ...filter, explain: true })).emptyBecause
      for (const query of ['ferry', 'rr']) {
        assert.equal(await reason(query, { topicKeyPrefix: 'sky/' }), 'filtered')
        assert.equal(await reason(query, { session: 'no such session' }), 'filtered')
        assert.equal(await reason(query, { createdBefore: beginning }), 'filtered')
        assert.equal(await reason(query, { updatedAfter: beginning + 2 * day }), 'filtered')
      }
      assert.equal(await reason('volcano', { topicKeyPrefix: 'sky' }), 'no_match')
    },
    { needs: [...needs, 'explain'] },
  ),

  memoryCase(
    'forgets all that meets the conditions, and nothing else',
    async (world) => {
      const { alice, sessions } = await ferries(world)
      await world.forUser('bob').save({ type: 'pattern', title: 'Ferry', content: 'rr', topicKey: 'sea/bob' })
      assert.deepEqual(await alice.forgetAll({ topicKeyPrefix: 'sea/', types: ['pattern'] }), {
        forgotten: 1,
      })
      assert.deepEqual(await idsUnder(alice, {}), [1, 3, 4, 5])
      assert.deepEqual(await alice.forgetAll({ topicKeyPrefix: 'sea/', types: ['pattern'] }), {
        forgotten: 0,
      })
      assert.deepEqual(await alice.forgetAll({ session: sessions[4]! }), { forgotten: 3 })
      assert.deepEqual(await idsUnder(alice, {}), [3])
      assert.deepEqual(await alice.search('north'), [])
      assert.equal((await alice.stats()).observations, 1)
      const next = await alice.save({ type: 'pattern', title: 'Ferry', content: 'rr', topicKey: 'sea/south' })
      assert.deepEqual([next.id, next.outcome], [6, 'created'])
      assert.deepEqual(await alice.forgetAll({ createdAfter: 0 }), { forgotten: 2 })
      const left = await alice.stats()
      assert.deepEqual(left.byType, {})
      // Each session counts 64 bytes beside its summary: earlier versions are gone from the count, too.
      assert.equal(left.bytes, 2 * 64 + 'Three ferries.'.length)
      assert.equal((await world.forUser('bob').list()).observations.length, 1)
    },
    { needs: [...needs, 'unkeyedSaves'] },
  ),

  memoryCase('forgets nothing without a condition, and for an unknown user', async ({ actor }) => {
    const alice = actor('alice')
    assert.deepEqual(await alice.forgetAll({ types: ['pattern'] }), { forgotten: 0 })
    await alice.save({ type: 'pattern', title: 'Ferry', content: 'A ferry at 6.' })
    for (const nothing of [{}, { types: null }, { session: undefined }, null, undefined, { limit: 1 }])
      await failsWith('invalid_input', () => alice.forgetAll(nothing as ObservationFilter))
    await failsWith('invalid_input', () => alice.forgetAll({ types: ['canary'] }), ['canary'])
    assert.equal((await alice.stats()).observations, 1)
  }),

  memoryCase(
    'brings nothing back that was forgotten by a filter, and forgets while saving is paused',
    async ({ actor }) => {
      const alice = actor('alice')
      const draft = { type: 'pattern', title: 'Ferry', content: 'A ferry at 6.' }
      await alice.save(draft, { idempotencyKey: 'key' })
      await alice.pause()
      assert.deepEqual(await alice.forgetAll({ types: ['pattern'] }), { forgotten: 1 })
      await alice.resume()
      await failsWith('invalid_input', () => alice.save(draft, { idempotencyKey: 'key' }))
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'lists in both orders, a page at a time, with observations of one time among them',
    async ({ actor, clock }) => {
      const alice = actor('alice')
      for (let number = 1; number <= 9; number++) {
        await alice.save({ type: number % 3 === 0 ? 'profile' : 'pattern', title: 'T', content: `${number}` })
        if (number % 4 === 0) clock.advance(1)
      }
      const walk = async (options: ListOptions): Promise<number[]> => {
        const found: number[] = []
        for (let cursor: string | null = null; ;) {
          const page = await alice.list({ ...options, cursor })
          found.push(...ids(page.observations))
          cursor = page.nextCursor
          if (cursor === null) return found
        }
      }
      const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]
      for (const limit of [1, 2, 4, 9]) {
        assert.deepEqual(await walk({ order: 'oldest', limit }), all)
        assert.deepEqual(await walk({ order: 'newest', limit }), all.toReversed())
        assert.deepEqual(await walk({ order: 'oldest', limit, types: ['profile'] }), [3, 6, 9])
        assert.deepEqual(await walk({ limit, createdAfter: beginning + 1 }), [9, 8, 7, 6, 5])
      }
      await failsWith('invalid_input', () => alice.list({ order: 'best' as never }))
    },
    { needs },
  ),
]
