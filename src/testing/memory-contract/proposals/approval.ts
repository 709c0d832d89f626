import assert from 'node:assert/strict'
import type { Draft } from '../../../core/model.ts'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { hour, memoryCase } from '../../world.ts'

const tea: Draft = { type: 'preference', title: 'Tea', content: 'Drinks green tea.' }
const guess: Draft = { ...tea, content: 'Drinks zebra tea.', status: 'pending' }
const topic: Draft = { ...tea, topicKey: 'drink/tea' }
const change: Draft = { ...guess, topicKey: 'drink/tea' }

const needs = ['conditions'] as const

/** Cases of what becomes of a proposal that a person approves. */
export const approvalCases: readonly MemoryCase[] = [
  memoryCase(
    'makes a proposal without a topic active under its id, once',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save(guess)
      await ada.save({ ...tea, title: 'Later' })
      assert.deepEqual(await ada.search('zebra'), [])
      clock.advance(hour)
      const approved = await ada.approve(1)
      assert.deepEqual([approved?.id, approved?.outcome, approved?.revision], [1, 'updated', 2])
      for (const query of ['zebra', 'ze'])
        assert.deepEqual(
          (await ada.search(query)).map(({ id }) => id),
          [1],
          query,
        )
      const found = await ada.get(1)
      assert.deepEqual([found?.status, Date.parse(found?.updatedAt ?? '')], ['active', clock.now])
      assert.deepEqual(
        (await ada.list({ order: 'oldest' })).observations.map(({ id }) => id),
        [1, 2],
      )
      assert.deepEqual(
        (await ada.history(1)).versions.map(({ revision }) => revision),
        [2],
      )
      const again = await ada.approve(1)
      assert.deepEqual([again?.outcome, again?.revision], ['deduped', 2])
      assert.equal(await ada.approve(99), null)
      assert.equal(await ada.approve('drink/tea'), null)
      assert.equal((await ada.stats()).pending, 0)
    },
    { needs: [...needs, 'clock'] },
  ),

  memoryCase(
    'ranks what was approved late as what was saved at once',
    async ({ actor }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      const drafts = ['zebra tea', 'zebra', 'tea and a zebra', 'mint tea'].map((content) => ({
        ...tea,
        content,
      }))
      await ada.save({ ...drafts[1]!, status: 'pending' })
      for (const index of [0, 2, 3]) await ada.save(drafts[index]!)
      assert.equal((await ada.search('zebra tea')).length, 3)
      await ada.approve(1)
      for (const index of [1, 0, 2, 3]) await bob.save(drafts[index]!)
      await bob.update(1, { title: 'Was' })
      await bob.update(1, { title: 'Tea' })
      const of = async (memory: typeof ada): Promise<unknown> =>
        (await memory.search('zebra tea')).map(({ id, score }) => [id, id === 1 ? null : score])
      assert.deepEqual(await of(ada), await of(bob))
    },
    { needs },
  ),

  memoryCase(
    'makes a proposal for a topic its next revision, and keeps the one before',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save({ ...topic, data: { cups: 2 }, pinned: true })
      await ada.save(change)
      await ada.update(1, { data: { cups: 3 } })
      const approved = await ada.approve('drink/tea')
      assert.deepEqual(
        [approved?.id, approved?.outcome, approved?.revision, approved?.topicKey],
        [1, 'updated', 3, 'drink/tea'],
      )
      const now = await ada.get('drink/tea')
      assert.deepEqual([now?.content, now?.data, now?.pinned], ['Drinks zebra tea.', { cups: 3 }, true])
      assert.equal(await ada.get(2), null)
      assert.deepEqual(
        (await ada.history(1)).versions.map(({ content }) => content),
        ['Drinks zebra tea.', tea.content, tea.content],
      )
      assert.deepEqual(
        (await ada.search('zebra')).map(({ id }) => id),
        [1],
      )
      assert.equal(await ada.approve('drink/tea'), null)
      assert.deepEqual([(await ada.stats()).observations, (await ada.stats()).pending], [1, 0])
    },
    { needs: [...needs, 'fields'] },
  ),

  memoryCase(
    'approves by id what waits for a topic, and drops what has become true meanwhile',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(topic)
      const { id } = await ada.save(change)
      assert.equal((await ada.approve(id))?.id, 1)
      const next = await ada.save({ ...change, content: 'Drinks okapi tea.' })
      await ada.save({ ...topic, content: 'Drinks okapi tea.' })
      const approved = await ada.approve(next.id)
      assert.deepEqual([approved?.id, approved?.outcome], [1, 'deduped'])
      assert.equal(await ada.get(next.id), null)
      const fresh = await ada.save({ ...change, topicKey: 'drink/other' })
      assert.equal((await ada.approve('drink/other'))?.id, fresh.id)
      assert.equal((await ada.get('drink/other'))?.id, fresh.id)
    },
    { needs },
  ),

  memoryCase(
    'approves the revision that was read, and once where two approve',
    async ({ actor }) => {
      const ada = actor('ada')
      for (let round = 0; round < 6; round++) {
        const { id } = await ada.save({ ...guess, title: `Guess ${round}` })
        await ada.update(id, { content: `Drinks tea ${round}.` })
        await failsWith('conflict', () => ada.approve(id, { ifRevision: 1 }))
        const results = await Promise.allSettled([1, 2].map(() => ada.approve(id, { ifRevision: 2 })))
        assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
        const [lost] = results.filter((result) => result.status === 'rejected')
        assert.ok(lost !== undefined && (lost.reason as { code?: unknown }).code === 'conflict')
      }
    },
    { needs },
  ),

  memoryCase(
    'approves nothing while saving is paused, and rejects all the same',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(guess)
      await ada.pause({ saving: true })
      await failsWith('paused', () => ada.approve(1))
      await failsWith('paused', () => ada.save({ ...guess, title: 'Other' }))
      assert.equal(await ada.approve(99), null)
      assert.equal((await ada.get(1))?.status, 'pending')
      assert.equal(await ada.forget(1), true)
    },
    { needs },
  ),

  memoryCase(
    'exports and imports proposals as such, and none again that was approved',
    async ({ actor }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      await ada.save(topic)
      await ada.save(change)
      await ada.save({ ...guess, title: 'Free' })
      const lines = await collect(ada.export())
      assert.equal((await bob.import(lines)).observations, 3)
      const contents = async (): Promise<unknown> =>
        (await bob.list({ status: 'pending', order: 'oldest' })).observations.map(({ title, content }) => [
          title,
          content,
        ])
      assert.deepEqual(await contents(), [
        ['Tea', 'Drinks zebra tea.'],
        ['Free', 'Drinks zebra tea.'],
      ])
      assert.deepEqual(await bob.search('zebra'), [])
      assert.equal((await bob.import(lines)).observations, 0)
      assert.deepEqual(await collect(bob.export()), lines)
      await bob.approve('drink/tea')
      await bob.approve(3)
      assert.equal((await bob.import(lines)).observations, 0)
      assert.deepEqual(await contents(), [])
      const old = lines.map((line) => line.replace('"status":"pending",', ''))
      const carol = actor('carol')
      await carol.import(old)
      assert.equal((await carol.stats()).pending, 0)
      const wrong = lines.map((line) => line.replace('"type":"preference"', '"type":"summary"'))
      await failsWith('invalid_input', () => actor('dave').import(wrong))
    },
    { needs: [...needs, 'transfer'] },
  ),
]
