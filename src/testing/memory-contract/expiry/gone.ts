import assert from 'node:assert/strict'
import type { UserMemory } from '../../../core/user-memory.ts'
import { outcomeOf } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { day, hour, inWorld, memoryCase } from '../../world.ts'
import { answersOf } from './answers.ts'

const needs = ['clock', 'fields', 'exactInput', 'transfer', 'conditions', 'explain'] as const
const ferry = {
  type: 'decision',
  title: 'Ferry',
  content: 'Take the ferry to Tallinn.',
  topicKey: 'travel/ferry',
}
const ending = [
  ferry,
  { type: 'discovery', title: 'Zeppelin', content: 'A zeppelin is slow, and rare.', pinned: true },
  { type: 'decision', title: 'Harbour', content: 'Meet at the harbour of Helsinki.' },
] as const
const lasting = [
  { type: 'discovery', title: 'Train', content: 'The train to Tallinn goes by ferry.' },
  { type: 'decision', title: 'Boat', content: 'Rare boats leave the harbour.', topicKey: 'travel/boat' },
  { type: 'preference', title: 'Seat', content: 'A seat at the window.', topicKey: 'travel/seat' },
] as const
const asked = {
  ids: [1, 2, 3, 4, 5, 6, 7],
  topics: ['travel/ferry', 'travel/boat'],
  queries: ['ferry to Tallinn', 'rare', 'zepelin', 'zepp', 'a seat', 'ie'],
}

/** Saves both kinds, one of each in turn, and a second version of the first. Returns the ids of those with an end. */
async function saveAll(user: UserMemory, end: object): Promise<number[]> {
  const ids: number[] = []
  for (const [index, draft] of ending.entries()) {
    ids.push((await user.save({ ...draft, ...end }, { idempotencyKey: `key-${index}` })).id)
    await user.save(lasting[index]!)
  }
  await user.save({ ...ferry, content: 'Take the early ferry to Tallinn.' })
  return ids
}

/** Calls that write, each on a memory that has just come to the end. */
const writes: Readonly<Record<string, (user: UserMemory) => Promise<unknown>>> = {
  'forgets by id': (user) => user.forget(1),
  'forgets by topic': (user) => user.forget('travel/ferry', { explain: true }),
  'forgets a version': (user) => user.forget(1, { revision: 1 }),
  'forgets all of a type': (user) => user.forgetAll({ types: ['decision'] }),
  updates: (user) => user.update(1, { content: 'changed' }),
  'updates by topic': (user) => user.update('travel/ferry', { content: 'changed' }),
  'takes the topic key': (user) => user.update(2, { topicKey: 'travel/ferry' }),
  reverts: (user) => user.revert(1, 1),
  'saves under the topic': (user) => user.save({ ...ferry, content: 'again' }),
  'saves a new topic alone': (user) => user.save(ferry, { ifRevision: 0 }),
  'saves a known topic alone': (user) => user.save(ferry, { ifRevision: 2 }),
  'saves the same text': (user) => user.save(ending[1]),
  'saves under a key': (user) => user.save(ending[2], { idempotencyKey: 'key-2' }),
  'ends the session': (user) => user.endSession('Boats were talked about.'),
  'starts a session': (user) => user.startSession(),
}

/** Calls that write, each on a memory in which the session is stale too. */
const lateWrites: typeof writes = {
  'starts a new session': (user) => user.startSession(),
  'saves into a new session': (user) => user.save({ ...ferry, content: 'much later' }),
}

/** Cases of what has expired: it is gone as if it was forgotten. */
export const goneCases: readonly MemoryCase[] = [
  memoryCase(
    'hides at every operation, from the very millisecond on, what has expired',
    async ({ forUser, clock }, subject) => {
      const alice = forUser('alice')
      const end = new Date(clock.now + hour)
      const ids = await saveAll(alice, { expiresAt: end })
      await inWorld(subject, {}, async (other) => {
        const forgetful = other.forUser('alice')
        assert.deepEqual(await saveAll(forgetful, {}), ids)
        clock.advance(hour - 1)
        other.clock.advance(hour - 1)
        assert.equal((await alice.get(1))?.expiresAt, end.toISOString())
        assert.equal((await alice.search('ferry')).length, (await forgetful.search('ferry')).length)
        for (const id of ids) await forgetful.forget(id)
        clock.advance(1)
        other.clock.advance(1)
        assert.deepEqual(await answersOf(alice, asked), await answersOf(forgetful, asked))
        const mentioned = await alice.forget('travel/ferry', { explain: true })
        assert.deepEqual(mentioned, { forgotten: false, mentionedIn: [] })
        assert.deepEqual(await answersOf(alice, asked), await answersOf(forgetful, asked))
      })
    },
    { needs, requirement: 'R60' },
  ),

  ...[
    { kind: 'writes', all: writes, later: hour },
    { kind: 'later', all: lateWrites, later: 2 * day },
  ].flatMap(({ all, later }) =>
    Object.entries(all).map(([name, write]) =>
      memoryCase(
        `${name} as if what has expired was forgotten`,
        async ({ forUser, clock }, subject) => {
          const alice = forUser('alice')
          const ids = await saveAll(alice, { ttlMs: hour })
          await inWorld(subject, {}, async (other) => {
            const forgetful = other.forUser('alice')
            await saveAll(forgetful, {})
            clock.advance(later)
            other.clock.advance(later)
            for (const id of ids) await forgetful.forget(id)
            assert.equal(await outcomeOf(() => write(alice)), await outcomeOf(() => write(forgetful)))
            assert.deepEqual(await answersOf(alice, asked), await answersOf(forgetful, asked))
          })
        },
        { needs: [...needs, 'idempotency', 'sessionIds'] },
      ),
    ),
  ),

  memoryCase(
    'counts nothing in the quota that has expired',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save({ ...lasting[0], ttlMs: hour })
      await alice.save(lasting[1])
      await failsWith('quota_exceeded', () => alice.save(lasting[2]))
      clock.advance(hour)
      assert.equal((await alice.save(lasting[2])).outcome, 'created')
      await failsWith('quota_exceeded', () => alice.save(ending[1]))
    },
    { needs: ['clock', 'fields'], config: { quota: { observations: 2 } } },
  ),

  memoryCase(
    'counts in the receipt of an erasure what had not expired',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await saveAll(alice, { ttlMs: hour })
      clock.advance(hour)
      assert.equal((await alice.erase()).observations, lasting.length)
    },
    { needs: ['clock', 'fields', 'idempotency'] },
  ),

  memoryCase(
    'takes no similar word of what has expired for one with a typo',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const gone = 'kilta kiltb kiltc kiltd kiltf kiltg kilth kiltj kiltk kiltl'
      await alice.save({ type: 'discovery', title: 'Names', content: gone, ttlMs: hour })
      await alice.save({ type: 'discovery', title: 'Name', content: 'kiltz' })
      clock.advance(hour)
      assert.deepEqual(
        (await alice.search('kiltq')).map(({ id }) => id),
        [2],
      )
    },
    { needs: ['clock', 'fields'] },
  ),

  memoryCase(
    'drops no earlier version for what has expired',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save({ ...lasting[0], content: 'x'.repeat(400), ttlMs: hour })
      for (const content of ['a', 'b', 'c', 'd']) await alice.save({ ...ferry, content: content.repeat(40) })
      clock.advance(hour)
      await alice.save({ ...ferry, content: 'e'.repeat(40) })
      assert.equal((await alice.history('travel/ferry')).versions.length, 5)
    },
    { needs: ['clock', 'fields', 'unkeyedSaves'], config: { quota: { bytes: 1_000 } } },
  ),
]
