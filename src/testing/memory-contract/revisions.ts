import assert from 'node:assert/strict'
import type { UserMemory } from '../../core/user-memory.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { hour, memoryCase } from '../world.ts'

const theme = { type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' }
const note = { type: 'discovery', title: 'Note', content: 'one' }
const rounds = 12

/** Two changes at once that both expect the revision that is there; one wins, and the other is told where it is. */
async function race(alice: UserMemory, round: number): Promise<void> {
  const before = await alice.get('ui/theme')
  assert.ok(before !== null)
  const ifRevision = before.revision
  const outcomes = await Promise.allSettled(
    ['a', 'b'].map((writer) => alice.update(before.id, { content: `${writer} ${round}` }, { ifRevision })),
  )
  const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
  assert.equal(lost.length, 1)
  assert.deepEqual(pick(lost[0]?.reason), { code: 'conflict', revision: ifRevision + 1 })
  assert.equal((await alice.get(before.id))?.revision, ifRevision + 1)
}

function pick(error: unknown): object {
  const { code, revision } = error as { code?: unknown; revision?: unknown }
  return { code, revision }
}

/** Cases of addresses, revisions and partial changes. */
export const revisionCases: readonly MemoryCase[] = [
  memoryCase('addresses an observation by its id or its topic key', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(note)
    await alice.save(theme)
    assert.deepEqual(await alice.get('ui/theme'), await alice.get(2))
    assert.deepEqual(
      await alice.timeline('ui/theme', { before: 5, after: 5 }),
      await alice.timeline(2, { before: 5, after: 5 }),
    )
    assert.equal(await alice.get('ui'), null)
    assert.deepEqual(await alice.timeline('ui'), [])
    assert.equal(await alice.forget('ui'), false)
    assert.equal(await alice.forget('ui/theme'), true)
    assert.equal(await alice.get(2), null)
    assert.equal((await alice.stats()).observations, 1)
  }),

  memoryCase(
    "shows no other user's observation by its topic key",
    async ({ forUser }) => {
      await forUser('alice').save(theme)
      const bob = forUser('bob')
      assert.equal(await bob.get('ui/theme'), null)
      assert.equal(await bob.update('ui/theme', { content: 'light' }, { ifRevision: 7 }), null)
      assert.equal(await bob.forget('ui/theme'), false)
      assert.deepEqual(await bob.timeline('ui/theme'), [])
      assert.equal((await bob.save(theme, { ifRevision: 0 })).outcome, 'created')
    },
    { requirement: 'R3' },
  ),

  memoryCase('finds a topic by a key with private text', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/<private>sofa</private>' })
    assert.equal((await alice.get('ui/<private>sofa</private>'))?.topicKey, 'ui/[REDACTED]')
    assert.equal((await alice.get('ui/<private>chair</private>'))?.id, 1)
  }),

  memoryCase('saves only at the revision that the caller expects', async ({ forUser }) => {
    const alice = forUser('alice')
    await failsWith('conflict', () => alice.save(theme, { ifRevision: 1 }))
    assert.deepEqual(await alice.stats(), await forUser('bob').stats())
    const created = await alice.save(theme, { ifRevision: 0 })
    assert.deepEqual([created.outcome, created.revision], ['created', 1])
    await failsWith('conflict', () => alice.save({ ...theme, content: 'sofa' }, { ifRevision: 0 }), [
      'sofa',
      'dark',
    ])
    assert.equal((await alice.save({ ...theme, content: 'light' }, { ifRevision: 1 })).revision, 2)
    assert.deepEqual(await outcomeOf(alice.save({ ...theme, content: 'sofa' }, { ifRevision: 1 })), {
      code: 'conflict',
      revision: 2,
    })
    assert.equal((await alice.save({ ...theme, content: 'light' }, { ifRevision: 2 })).outcome, 'deduped')
    assert.equal((await alice.get('ui/theme'))?.content, 'light')
    await failsWith('invalid_input', () => alice.save(note, { ifRevision: 0 }))
    await failsWith('invalid_input', () => alice.save(theme, { ifRevision: -1 }))
  }),

  memoryCase(
    'changes some fields as a new revision',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save(theme)
      const before = await alice.get(1)
      clock.advance(hour)
      const updated = await alice.update('ui/theme', { content: 'light' })
      assert.deepEqual(updated, {
        id: 1,
        outcome: 'updated',
        revision: 2,
        sessionId: before?.sessionId,
        topicKey: 'ui/theme',
      })
      const time = new Date(clock.now).toISOString()
      assert.deepEqual(await alice.get(1), { ...before, content: 'light', revision: 2, updatedAt: time })
      assert.deepEqual(await alice.search('dark'), [])
      assert.equal((await alice.search('light'))[0]?.id, 1)
      assert.equal((await alice.update(1, { title: 'Colours', type: 'decision' }))?.revision, 3)
      assert.equal((await alice.update(1, { content: 'light' }))?.outcome, 'deduped')
      assert.equal((await alice.get(1))?.revision, 3)
    },
    { needs: ['clock'] },
  ),

  memoryCase('changes nothing where there is no such observation', async ({ forUser }) => {
    const alice = forUser('alice')
    assert.equal(await alice.update(1, { content: 'light' }), null)
    assert.equal(await alice.update('ui/theme', { content: 'light' }, { ifRevision: 1 }), null)
    assert.equal((await alice.stats()).sessions, 0)
  }),

  memoryCase('gives, changes and takes away a topic key', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(note)
    await alice.save(theme)
    assert.equal((await alice.update(1, { topicKey: 'notes/one' }))?.topicKey, 'notes/one')
    assert.equal((await alice.get('notes/one'))?.id, 1)
    await failsWith('invalid_input', () => alice.update(1, { topicKey: 'ui/theme' }))
    assert.equal((await alice.update(1, { topicKey: 'notes/first' }))?.revision, 3)
    assert.equal(await alice.get('notes/one'), null)
    assert.equal((await alice.save({ ...note, content: 'two', topicKey: 'notes/one' })).id, 3)
  }),

  memoryCase(
    'takes a topic key away with null',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(theme)
      assert.equal((await alice.update('ui/theme', { topicKey: null }))?.topicKey, null)
      assert.equal(await alice.get('ui/theme'), null)
    },
    { needs: ['exactInput'] },
  ),

  memoryCase('redacts what an update brings, with what stays', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...note, title: 'Half <priv', content: 'plain' })
    await alice.update(1, { content: 'ate>sofa</private> <private>bed</private> chair' })
    const found = JSON.stringify(await alice.get(1))
    assert.ok(!/sofa|bed/.test(found), found)
    await alice.update(1, { title: 'Open <private>lamp' })
    assert.ok(!(await alice.get(1))?.title.includes('lamp'))
  }),

  memoryCase(
    'refuses an update beyond the quota, and changes nothing',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(theme)
      const before = [await alice.get(1), await alice.stats()]
      await failsWith('quota_exceeded', () => alice.update(1, { content: 'x'.repeat(200) }))
      assert.deepEqual([await alice.get(1), await alice.stats()], before)
    },
    { config: { quota: { bytes: 150 } } },
  ),

  memoryCase('refuses changes that are none', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(theme)
    await failsWith('invalid_input', () => alice.update(1, {}))
    await failsWith('invalid_input', () => alice.update(1, { type: 'summary' }))
    await failsWith('invalid_input', () => alice.update(0, { title: 'A' }))
    await failsWith('invalid_input', () => alice.update(1, { title: 'A' }, { ifRevision: 0 }))
    assert.equal((await alice.get(1))?.revision, 1)
  }),

  memoryCase(
    'lets one of two parallel updates win',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(theme)
      for (let round = 0; round < rounds; round++) await race(alice, round)
    },
    { requirement: 'R58' },
  ),
]

async function outcomeOf(action: Promise<unknown>): Promise<unknown> {
  try {
    return await action
  } catch (error) {
    return pick(error)
  }
}
