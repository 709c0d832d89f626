import assert from 'node:assert/strict'
import type { Draft, Observation } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { day, memoryCase } from '../../world.ts'

const tea: Draft = { type: 'preference', title: 'Tea', content: 'Drinks green tea.' }
const guess: Draft = { ...tea, content: 'Drinks zebra tea.', status: 'pending' }
const topic: Draft = { ...tea, topicKey: 'drink/tea' }

const needs = ['conditions'] as const

/** The proposals that wait, the oldest first. */
async function waiting(memory: UserMemory): Promise<Observation[]> {
  return (await memory.list({ status: 'pending', order: 'oldest' })).observations
}

/** Cases of proposals while they wait. */
export const proposalCases: readonly MemoryCase[] = [
  memoryCase(
    'finds a proposal by its id and among the pending, and nowhere else',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save(tea)
      clock.advance(1)
      const { id, outcome, revision } = await ada.save({ ...guess, topicKey: 'drink/zebra', pinned: true })
      assert.deepEqual([id, outcome, revision], [2, 'created', 1])
      const [proposal, ...others] = await waiting(ada)
      assert.deepEqual([proposal, others], [await ada.get(2), []])
      assert.deepEqual([proposal?.status, (await ada.get(1))?.status], ['pending', 'active'])
      assert.deepEqual(await ada.get(2, { revision: 1 }), proposal)
      assert.equal(await ada.get('drink/zebra'), null)
      assert.equal(await ada.get(2, { asOf: clock.now }), null)
      for (const query of ['zebra', 'ze'])
        for (const filter of [{}, { status: 'pending' }, { topicKeyPrefix: 'drink/' }] as const)
          assert.deepEqual(await ada.search(query, filter), [])
      assert.deepEqual(
        (await ada.list()).observations.map((one) => one.id),
        [1],
      )
      assert.deepEqual(await ada.timeline(2), [])
      assert.deepEqual(
        (await ada.timeline(1)).map((one) => one.id),
        [1],
      )
      for (const ref of [2, 'drink/zebra']) assert.deepEqual((await ada.history(ref)).versions, [])
      assert.ok(!(await ada.context({ query: 'zebra tea', filter: {} })).text.includes('zebra'))
      assert.ok(!(await ada.context({ filter: { status: 'pending' } })).text.includes('zebra'))
      assert.deepEqual(
        (await ada.startSession()).memories.map((one) => one.id),
        [1],
      )
      const { observations, pending, byType } = await ada.stats()
      assert.deepEqual([observations, pending, byType], [1, 1, { preference: 1 }])
    },
    { needs: [...needs, 'clock'] },
  ),

  memoryCase(
    'answers a user with proposals alone as one without observations',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(guess)
      for (const query of ['zebra', 'ze'])
        assert.equal((await ada.search(query, { explain: true })).emptyBecause, 'no_observations')
      assert.equal((await ada.stats()).pending, 1)
    },
    { needs: [...needs, 'explain'] },
  ),

  memoryCase(
    'leaves a topic as it is while a proposal waits beside it, and keeps the newest proposal',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(topic)
      const proposed = await ada.save({ ...topic, content: 'Drinks mint tea.', status: 'pending' })
      assert.deepEqual([proposed.id, proposed.outcome], [2, 'created'])
      assert.equal((await ada.get('drink/tea'))?.content, tea.content)
      const again = await ada.save({ ...topic, content: 'Drinks zebra tea.', status: 'pending' })
      assert.deepEqual([again.id, again.outcome, again.revision], [2, 'updated', 2])
      assert.deepEqual(
        (await waiting(ada)).map(({ content }) => content),
        ['Drinks zebra tea.'],
      )
      assert.equal((await ada.save({ ...topic, content: 'Drinks black tea.' })).outcome, 'updated')
      assert.equal((await waiting(ada)).length, 1)
      assert.equal(await ada.forget('drink/tea'), true)
      assert.equal((await waiting(ada)).length, 1)
    },
    { needs },
  ),

  memoryCase(
    'knows a proposal that says what is known already, or what waits',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      await ada.save({ ...topic, title: 'Topic' })
      const known = await ada.save({ ...tea, status: 'pending' })
      assert.deepEqual([known.id, known.outcome], [1, 'deduped'])
      const ofTopic = await ada.save({ ...topic, title: 'Topic', status: 'pending' })
      assert.deepEqual([ofTopic.id, ofTopic.outcome], [2, 'deduped'])
      for (const outcome of ['created', 'deduped']) {
        const saved = await ada.save(guess)
        assert.deepEqual([saved.id, saved.outcome], [3, outcome])
      }
      for (const outcome of ['created', 'deduped']) {
        const saved = await ada.save({ ...guess, topicKey: 'drink/zebra' })
        assert.deepEqual([saved.id, saved.outcome], [4, outcome])
      }
      // What waits is not known: saving it makes an observation.
      assert.deepEqual((await ada.save({ ...guess, status: 'active' })).id, 5)
    },
    { needs },
  ),

  memoryCase(
    'changes a proposal, which stays one, and keeps no version of it',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(topic)
      const { id } = await ada.save(guess)
      const changed = await ada.update(id, { content: 'Drinks okapi tea.', topicKey: 'drink/tea' })
      assert.deepEqual([changed?.id, changed?.outcome, changed?.revision], [id, 'updated', 2])
      const proposal = await ada.get(id)
      assert.deepEqual([proposal?.status, proposal?.content], ['pending', 'Drinks okapi tea.'])
      assert.deepEqual(await ada.search('okapi'), [])
      assert.equal(await ada.get(id, { revision: 1 }), null)
      await failsWith('invalid_input', () => ada.revert(id, 1))
      await failsWith('conflict', () => ada.update(id, { title: 'Other' }, { ifRevision: 1 }))
      const other = await ada.save({ ...guess, title: 'Other' })
      await failsWith('invalid_input', () => ada.update(other.id, { topicKey: 'drink/tea' }))
      assert.equal(await ada.forget(id, { revision: 1 }), false)
      await failsWith('invalid_input', () => ada.forget(id, { revision: 2 }))
    },
    { needs },
  ),

  memoryCase(
    'rejects a proposal, or all of them, and touches none otherwise',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      for (const title of ['A', 'B', 'C']) await ada.save({ ...guess, title })
      assert.equal(await ada.forget(2), true)
      assert.equal(await ada.get(2), null)
      assert.deepEqual(await ada.forgetAll({ types: ['preference'] }), { forgotten: 1 })
      assert.equal((await waiting(ada)).length, 2)
      assert.deepEqual(await ada.forgetAll({ status: 'pending', types: ['decision'] }), { forgotten: 0 })
      assert.deepEqual(await ada.forgetAll({ status: 'pending' }), { forgotten: 2 })
      assert.deepEqual(await waiting(ada), [])
      const { observations, pending, bytes } = await ada.stats()
      assert.deepEqual([observations, pending, bytes], [0, 0, 64])
    },
    { needs: [...needs, 'unkeyedSaves'] },
  ),

  memoryCase(
    'counts proposals in the quota',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      await ada.save(guess)
      await failsWith('quota_exceeded', () => ada.save({ ...guess, title: 'Third' }))
      await failsWith('quota_exceeded', () => ada.save({ ...tea, title: 'Third' }))
      assert.equal((await ada.approve(2))?.outcome, 'updated')
      await ada.forget(1)
      assert.equal((await ada.save({ ...guess, title: 'Third' })).outcome, 'created')
    },
    { needs, config: { quota: { observations: 2 } } },
  ),

  memoryCase(
    'tells nothing of a proposal in a generated summary',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save(tea)
      await ada.save(guess)
      clock.advance(2 * day)
      const { sessionsContext } = await ada.startSession()
      assert.match(sessionsContext[0]?.summary ?? '', /: 1 preference\.$/)
    },
    { needs: [...needs, 'clock'] },
  ),

  memoryCase(
    'proposes once under an idempotency key, and no other state under it',
    async ({ actor }) => {
      const ada = actor('ada')
      const first = await ada.save(guess, { idempotencyKey: 'k' })
      assert.deepEqual(await ada.save(guess, { idempotencyKey: 'k' }), first)
      await failsWith('invalid_input', () =>
        ada.save({ ...guess, status: 'active' }, { idempotencyKey: 'k' }),
      )
      await ada.approve(first.id)
      assert.deepEqual(await ada.save(guess, { idempotencyKey: 'k' }), first)
    },
    { needs: [...needs, 'idempotency'] },
  ),

  memoryCase(
    "shows no other user's proposals, and approves none",
    async ({ actor }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      await ada.save({ ...guess, topicKey: 'drink/tea' })
      await bob.save(tea)
      assert.deepEqual(await waiting(bob), [])
      assert.equal(await bob.get(2), null)
      assert.equal(await bob.approve('drink/tea'), null)
      assert.equal(await bob.approve(2), null)
      assert.deepEqual(await bob.forgetAll({ status: 'pending' }), { forgotten: 0 })
      assert.deepEqual((await ada.erase()).observations, 1)
      assert.deepEqual(await waiting(ada), [])
    },
    { needs },
  ),
]
