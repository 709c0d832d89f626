import assert from 'node:assert/strict'
import type { UserMemory } from '../../core/user-memory.ts'
import { collect } from '../canonical.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { inWorld, memoryCase } from '../world.ts'

const nothing = { observations: 0, pending: 0, sessions: 0, bytes: 0, byType: {}, lastActivityAt: null }

/** `forget` and `erase`: what is gone is gone everywhere, and only that. */
export const erasureCases: readonly MemoryCase[] = [
  memoryCase(
    'forgets one observation everywhere',
    async ({ forUser }) => {
      const alice = await filled(forUser('alice'))
      assert.equal(await alice.forget(2), true)
      assert.equal(await alice.get(2), null)
      assert.deepEqual(await alice.search('banana'), [])
      assert.deepEqual(await alice.search('na', { limit: 50 }), [])
      assert.deepEqual(
        (await alice.list()).observations.map(({ id }) => id),
        [3, 1],
      )
      assert.deepEqual(
        (await alice.timeline(1)).map(({ id }) => id),
        [1, 3],
      )
      assert.deepEqual(
        (await alice.startSession()).memories.map(({ id }) => id).toSorted((a, b) => a - b),
        [1, 3],
      )
      assert.equal((await alice.stats()).observations, 2)
    },
    { requirement: 'R45' },
  ),

  memoryCase(
    'has nothing to forget twice, or of another user',
    async ({ forUser }) => {
      const alice = await filled(forUser('alice'))
      await forUser('bob').save({ type: 'profile', title: 'Bob', content: 'here' })
      assert.equal(await alice.forget(2), true)
      assert.equal(await alice.forget(2), false)
      assert.equal(await alice.forget(4), false)
      assert.equal(await forUser('bob').forget(3), false)
      assert.equal((await alice.get(3))?.content, 'cherry')
    },
    { requirement: 'R3' },
  ),

  memoryCase('gives no id twice while the user exists', async ({ forUser }) => {
    const alice = await filled(forUser('alice'))
    await alice.forget(3)
    assert.equal((await alice.save({ type: 'pattern', title: 'Fruit', content: 'date' })).id, 4)
    for (const id of [1, 2, 4]) await alice.forget(id)
    assert.equal((await alice.save({ type: 'pattern', title: 'Fruit', content: 'elder' })).id, 5)
  }),

  memoryCase('creates anew what was forgotten', async ({ forUser }) => {
    const alice = await filled(forUser('alice'))
    await alice.forget(1)
    const again = await alice.save({ type: 'pattern', title: 'Fruit', content: 'apple', topicKey: 'fruit/1' })
    assert.deepEqual([again.id, again.outcome], [4, 'created'])
    assert.equal((await alice.get(4))?.revision, 1)
  }),

  memoryCase(
    'ranks as if the forgotten had never been',
    async ({ forUser }, subject) => {
      const alice = await filled(forUser('alice'))
      await alice.save({ type: 'pattern', title: 'Long', content: 'cherry apple '.repeat(40) })
      await alice.forget(4)
      const after = await alice.search('apple cherry')
      await inWorld(subject, {}, async (fresh) => {
        assert.deepEqual(after, await (await filled(fresh.forUser('alice'))).search('apple cherry'))
      })
    },
    { requirement: 'R45', needs: ['clock'] },
  ),

  memoryCase(
    'erases everything of the user and says what',
    async ({ forUser, clock }) => {
      const alice = await filled(forUser('alice'))
      await alice.endSession('Talked about fruit.')
      await alice.startSession()
      const { observations } = await alice.stats()
      const receipt = await alice.erase()
      assert.deepEqual(receipt, { observations, sessions: 2, erasedAt: new Date(clock.now).toISOString() })
      assert.deepEqual(await alice.stats(), nothing)
      assert.equal(await alice.get(1), null)
      assert.deepEqual(await alice.search('apple'), [])
      assert.deepEqual(await alice.search('na'), [])
      assert.deepEqual((await alice.list()).observations, [])
      await failsWith('no_active_session', () => alice.endSession('over'))
      const started = await alice.startSession()
      assert.deepEqual([started.isNew, started.sessionsContext, started.memories], [true, [], []])
    },
    { requirement: 'R46', needs: ['clock'] },
  ),

  memoryCase(
    'leaves an erased user as one who never was',
    async ({ actor, clock }, subject) => {
      await filled(actor('alice'))
      await actor('alice').endSession('over')
      await actor('alice').erase()
      const again = await transcript(actor('alice'))
      await inWorld(subject, {}, async (fresh) => {
        fresh.clock.now = clock.now
        assert.deepEqual(withoutSessions(again), withoutSessions(await transcript(fresh.actor('alice'))))
      })
    },
    { requirement: 'R46', needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'leaves every other user as they were',
    async ({ forUser }) => {
      const bob = await filled(forUser('bob'))
      const before = await transcript(bob)
      await filled(forUser('alice'))
      await forUser('alice').forget(1)
      await forUser('alice').erase()
      assert.deepEqual(await transcript(bob), before)
    },
    { requirement: 'R3', needs: ['clock', 'transfer', 'unkeyedSaves'] },
  ),

  memoryCase('has nothing to erase of a user who never was', async ({ forUser }) => {
    const { observations, sessions } = await forUser('nobody').erase()
    assert.deepEqual([observations, sessions], [0, 0])
    assert.deepEqual(await forUser('nobody').stats(), nothing)
  }),
]

async function filled(memory: UserMemory): Promise<UserMemory> {
  for (const [index, content] of ['apple', 'banana', 'cherry'].entries()) {
    await memory.save({ type: 'pattern', title: 'Fruit', content, topicKey: `fruit/${index + 1}` })
  }
  return memory
}

async function transcript(memory: UserMemory): Promise<unknown[]> {
  await filled(memory)
  return [
    await memory.search('banana fruit'),
    await memory.list(),
    await memory.stats(),
    await collect(memory.export()),
  ]
}

/** Session ids come from a source that has moved on. */
function withoutSessions(answers: unknown[]): string {
  return JSON.stringify(answers).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'session')
}
