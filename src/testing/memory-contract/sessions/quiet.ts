import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { day, memoryCase } from '../../world.ts'

const item = { type: 'item', title: 'Settings', content: 'Lantern mode on', topicKey: 'app/settings' }
const fact = { type: 'discovery', title: 'Lantern', content: 'The lantern hangs in the hall.' }

/** Items: records of a program that no context shows and that belong to no session. */
export const quietCases: readonly MemoryCase[] = [
  memoryCase('opens no session for an item', async ({ forUser }) => {
    const alice = forUser('alice')
    const { sessionId, outcome } = await alice.save(item)
    assert.deepEqual([sessionId, outcome], [null, 'created'])
    assert.equal((await alice.get(1))?.sessionId, null)
    assert.equal((await alice.save({ ...item, content: 'off' })).sessionId, null)
    assert.equal(
      (await alice.history(1)).versions.every((version) => version.sessionId === null),
      true,
    )
    const { sessions, lastActivityAt } = await alice.stats()
    assert.deepEqual([sessions, lastActivityAt], [0, null])
    assert.equal((await alice.startSession()).isNew, true)
  }),

  memoryCase(
    'touches no session, and counts in no summary of one',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const { sessionId } = await alice.save(fact)
      clock.advance(day - 1)
      await alice.save(item)
      clock.advance(2)
      const next = await alice.startSession()
      assert.notEqual(next.sessionId, sessionId)
      assert.match(next.sessionsContext[0]!.summary, /: 1 discovery\.$/)
    },
    { needs: ['clock'] },
  ),

  memoryCase('shows no item at a session start or in a context', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...item, pinned: true })
    const query = 'lantern'
    assert.deepEqual((await alice.startSession()).memories, [])
    assert.deepEqual((await alice.context({ query })).items, [])
    await alice.save(fact)
    const ids = [2]
    assert.deepEqual(
      (await alice.startSession()).memories.map(({ id }) => id),
      ids,
    )
    assert.deepEqual(
      (await alice.context({ query })).items.map(({ id }) => id),
      ids,
    )
    assert.deepEqual((await alice.context({ query, filter: { types: ['item'] } })).items, [])
  }),

  memoryCase('gives the same context before and after an item was saved', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    await alice.save(fact)
    clock.advance(day)
    await alice.save({ ...fact, title: 'Candle' })
    const { text } = await alice.context()
    clock.advance(30 * day)
    await alice.save(item)
    assert.equal((await alice.context()).text, text)
  }),

  memoryCase('finds, lists and forgets items as other observations', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(fact)
    await alice.save(item)
    assert.deepEqual(
      (await alice.search('lantern')).map(({ id }) => id).toSorted((a, b) => a - b),
      [1, 2],
    )
    assert.equal((await alice.search('lantern', { types: ['item'] }))[0]?.id, 2)
    assert.equal((await alice.list({ types: ['item'] })).observations[0]?.id, 2)
    assert.equal((await alice.timeline(1)).length, 2)
    assert.deepEqual((await alice.stats()).byType, { discovery: 1, item: 1 })
    assert.equal(await alice.forget('app/settings'), true)
    assert.equal((await alice.search('lantern')).length, 1)
  }),

  memoryCase(
    'lists the items of no session',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const { sessionId } = await alice.save(fact)
      await alice.save(item)
      const { observations } = await alice.list({ session: sessionId })
      assert.deepEqual(
        observations.map(({ id }) => id),
        [1],
      )
    },
    { needs: ['conditions'] },
  ),

  memoryCase('takes a fact out of its session that becomes an item, and back', async ({ forUser }) => {
    const alice = forUser('alice')
    const { sessionId } = await alice.save(fact)
    assert.equal((await alice.update(1, { type: 'item' }))?.sessionId, null)
    assert.equal((await alice.get(1))?.sessionId, null)
    assert.deepEqual((await alice.startSession()).memories, [])
    assert.equal((await alice.update(1, { type: 'discovery' }))?.sessionId, sessionId)
    assert.equal((await alice.startSession()).memories.length, 1)
    assert.equal((await alice.revert(1, 2))?.sessionId, null)
  }),

  memoryCase(
    'repeats a keyed save of an item',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const saved = await alice.save(item, { idempotencyKey: 'one' })
      assert.deepEqual(await alice.save(item, { idempotencyKey: 'one' }), saved)
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'moves items with their versions',
    async ({ forUser }) => {
      await forUser('alice').save(item)
      await forUser('alice').save({ ...item, content: 'off' })
      const lines = await collect(forUser('alice').export())
      assert.equal((await forUser('bob').import(lines)).observations, 1)
      assert.deepEqual((await forUser('bob').get(1))?.sessionId, null)
      assert.equal((await forUser('bob').history(1)).versions.length, 2)
      assert.equal((await forUser('bob').stats()).sessions, 0)
      assert.equal((await forUser('bob').import(lines)).unchanged, 1)
    },
    { needs: ['transfer'] },
  ),
]
