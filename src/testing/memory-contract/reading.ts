import assert from 'node:assert/strict'
import type { Observation } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { minute, memoryCase, type World } from '../world.ts'

/** `get`, `timeline`, `list` and `stats`. */
export const readingCases: readonly MemoryCase[] = [
  memoryCase(
    'has nothing for an id that this user does not have',
    async ({ forUser }) => {
      for (const content of ['one', 'two'])
        await forUser('bob').save({ type: 'profile', title: 'Bob', content })
      await forUser('alice').save({ type: 'profile', title: 'Alice', content: 'one' })
      assert.equal((await forUser('alice').get(1))?.title, 'Alice')
      assert.equal(await forUser('alice').get(2), null)
      assert.equal(await forUser('alice').get(Number.MAX_SAFE_INTEGER), null)
      assert.deepEqual(await forUser('alice').timeline(2), [])
    },
    { requirement: 'R3' },
  ),

  memoryCase('shows five neighbours before and five after', async (world) => {
    const alice = await numbered(world, 13)
    assert.deepEqual(ids(await alice.timeline(7)), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert.deepEqual(ids(await alice.timeline(1)), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(ids(await alice.timeline(13)), [8, 9, 10, 11, 12, 13])
  }),

  memoryCase('shows as many neighbours as asked for', async (world) => {
    const alice = await numbered(world, 6)
    assert.deepEqual(ids(await alice.timeline(4, { before: 0, after: 0 })), [4])
    assert.deepEqual(ids(await alice.timeline(4, { before: 1 })), [3, 4, 5, 6])
    assert.deepEqual(ids(await alice.timeline(4, { after: 1 })), [1, 2, 3, 4, 5])
    assert.deepEqual(ids(await alice.timeline(4, { before: 99, after: 99 })), [1, 2, 3, 4, 5, 6])
  }),

  memoryCase(
    'orders the timeline by id where times are equal, and by creation where not',
    async (world) => {
      const alice = await numbered(world, 3, 0)
      await alice.save({ type: 'pattern', title: 'Number', content: 'changed', topicKey: 'topic/1' })
      assert.deepEqual(ids(await alice.timeline(2)), [1, 2, 3])
      world.clock.advance(-minute)
      await alice.save({ type: 'pattern', title: 'Number', content: 'from before' })
      assert.deepEqual(ids(await alice.timeline(2)), [4, 1, 2, 3])
    },
    { needs: ['clock'], requirement: 'R34' },
  ),

  memoryCase(
    'shows no neighbour of another user',
    async (world) => {
      const { forUser } = world
      await numbered(world, 3)
      await numbered(world, 3, minute, 'bob')
      await forUser('alice').save({ type: 'pattern', title: 'Number', content: 'late' })
      const timeline = await forUser('alice').timeline(2)
      assert.deepEqual(
        timeline.map(({ userId, id }) => [userId, id]),
        [1, 2, 3, 4].map((id) => ['alice', id]),
      )
    },
    { requirement: 'R3' },
  ),

  memoryCase('lists the newest first', async (world) => {
    const alice = await numbered(world, 4)
    await alice.save({ type: 'pattern', title: 'Number', content: 'changed', topicKey: 'topic/1' })
    const page = await alice.list()
    assert.deepEqual([ids(page.observations), page.nextCursor], [[4, 3, 2, 1], null])
    assert.deepEqual(page.observations[3], await alice.get(1))
  }),

  memoryCase('lists page by page, each observation once', async (world) => {
    const alice = await numbered(world, 11, 0)
    for (const limit of [1, 3, 11, 12]) {
      assert.deepEqual(ids(await pages(alice, limit)), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    }
    assert.equal((await alice.list({ limit: 11 })).nextCursor, null)
  }),

  memoryCase(
    'keeps a cursor good while others save, update and forget',
    async (world) => {
      const alice = await numbered(world, 6)
      const { nextCursor } = await alice.list({ limit: 2 })
      await alice.save({ type: 'pattern', title: 'Number', content: 'new' })
      await alice.save({ type: 'pattern', title: 'Number', content: 'changed', topicKey: 'topic/4' })
      await alice.forget(5)
      await numbered(world, 9, minute, 'bob')
      const page = await alice.list({ limit: 2, cursor: nextCursor })
      assert.deepEqual(ids(page.observations), [4, 3])
      assert.deepEqual(await alice.list({ limit: 2, cursor: nextCursor }), page)
    },
    { requirement: 'R17' },
  ),

  memoryCase(
    'gives the cursor that it would give if there were no other user',
    async (world) => {
      const alice = await numbered(world, 4)
      const before = await alice.list({ limit: 2 })
      await numbered(world, 9, minute, 'bob')
      assert.deepEqual(await alice.list({ limit: 2 }), before)
    },
    { requirement: 'R17' },
  ),

  memoryCase('lists the wanted types and topics only', async ({ forUser }) => {
    const alice = forUser('alice')
    const topics = ['ui/theme', 'ui/font', 'UI/theme', 'ui', 'u_/x', 'u%', 'uix', null]
    for (const [index, topicKey] of topics.entries()) {
      await alice.save({
        type: index % 2 === 0 ? 'decision' : 'pattern',
        title: 'T',
        content: `${index}`,
        topicKey,
      })
    }
    const under = async (topicKeyPrefix: string) => ids((await alice.list({ topicKeyPrefix })).observations)
    assert.deepEqual(await under('ui/'), [2, 1])
    assert.deepEqual(await under('ui'), [7, 4, 2, 1])
    assert.deepEqual(await under('u_'), [5])
    assert.deepEqual(await under('u%'), [6])
    assert.deepEqual(await under('x'), [])
    assert.deepEqual(ids((await alice.list({ types: ['pattern'] })).observations), [8, 6, 4, 2])
    const both = await alice.list({ types: ['decision'], topicKeyPrefix: 'ui', limit: 1 })
    assert.deepEqual(ids(both.observations), [7])
    const rest = await alice.list({
      types: ['decision'],
      topicKeyPrefix: 'ui',
      limit: 1,
      cursor: both.nextCursor,
    })
    assert.deepEqual([ids(rest.observations), rest.nextCursor], [[1], null])
  }),

  memoryCase(
    'refuses a cursor that it did not give',
    async (world) => {
      const alice = await numbered(world, 3)
      for (const cursor of [
        'canary',
        '1',
        '1.',
        '.1',
        '1.1.1',
        '-1.1',
        '1e3.1',
        '١.١',
        '1.0x1',
        ' 1.1',
        'NaN.1',
      ]) {
        await failsWith('invalid_input', () => alice.list({ cursor }), ['canary'])
      }
    },
    { requirement: 'R19' },
  ),

  memoryCase(
    'counts this user only',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const nothing = { observations: 0, pending: 0, sessions: 0, bytes: 0, byType: {}, lastActivityAt: null }
      await forUser('bob').save({ type: 'profile', title: 'Bob', content: 'here' })
      assert.deepEqual(await alice.stats(), nothing)
      await alice.save({ type: 'profile', title: 'Ä', content: 'here', topicKey: 'k' })
      await alice.save({ type: 'decision', title: 'B', content: '😀' })
      await alice.endSession('over')
      clock.advance(minute)
      await alice.save({ type: 'decision', title: 'C', content: 'c' })
      const stats = await alice.stats()
      assert.deepEqual([stats.sessions, stats.lastActivityAt], [2, new Date(clock.now).toISOString()])
      const kept = (await alice.list()).observations.filter(({ type }) => type !== 'summary')
      assert.deepEqual([stats.byType['profile'], stats.byType['decision'], kept.length], [1, 2, 3])
      if (stats.observations === 3) assert.equal(stats.bytes, 7 + 5 + 2 + 64 + 'over'.length + 64)
    },
    { needs: ['clock', 'unkeyedSaves'], requirement: 'R3' },
  ),
]

async function numbered({ forUser, clock }: World, count: number, apart: number = minute, user = 'alice') {
  const memory = forUser(user)
  for (let number = 1; number <= count; number++) {
    const content = `the number ${number}`
    await memory.save({ type: 'pattern', title: 'Number', content, topicKey: `topic/${number}` })
    clock.advance(apart)
  }
  return memory
}

function ids(observations: readonly Observation[]): number[] {
  return observations.map(({ id }) => id)
}

async function pages(memory: UserMemory, limit: number): Promise<Observation[]> {
  const listed: Observation[] = []
  let cursor: string | null = null
  do {
    const page = await memory.list({ limit, cursor })
    assert.ok(page.observations.length <= limit)
    listed.push(...page.observations)
    cursor = page.nextCursor
  } while (cursor !== null)
  return listed
}
