import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { beginning, day, hour, inWorld, memoryCase } from '../../world.ts'

const note = { type: 'discovery', title: 'Ferry', content: 'Leaves at nine.' }
const topic = { ...note, topicKey: 'travel/ferry' }
const later = beginning + hour
const end = new Date(later).toISOString()
const needs = ['clock', 'fields'] as const

/** Cases of the end that an observation is given. */
export const endCases: readonly MemoryCase[] = [
  memoryCase(
    'takes an end as a date, a text, a number or a span, and shows it',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const ends = [new Date(later), end, '2026-01-05T12:00:00+02:00', later, null, undefined]
      for (const [index, expiresAt] of ends.entries())
        await alice.save({ ...note, title: `N${index}`, expiresAt })
      await alice.save({ ...note, title: 'N6', ttlMs: hour })
      await alice.save({ ...note, title: 'N7', expiresAt: '2027-01-01' })
      const { observations } = await alice.list({ order: 'oldest' })
      const shown = observations.map(({ expiresAt }) => expiresAt)
      assert.deepEqual(shown, [end, end, end, end, null, null, end, '2027-01-01T00:00:00.000Z'])
      assert.deepEqual((await alice.get(1))?.expiresAt, end)
      const [found] = await alice.search('N6', { full: true })
      assert.equal(found?.expiresAt, end)
    },
    { needs },
  ),

  memoryCase(
    'refuses an end that has come, that no date has, or that comes twice',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(topic)
      const wrong = [
        { expiresAt: beginning },
        { expiresAt: new Date(beginning - 1) },
        { expiresAt: 'tomorrow' },
        { expiresAt: Number.NaN },
        { expiresAt: 9e15 },
        { ttlMs: 0 },
        { ttlMs: -1 },
        { ttlMs: 1.5 },
        { ttlMs: Number.MAX_SAFE_INTEGER },
        { ttlMs: hour, expiresAt: later },
        { ttlMs: hour, expiresAt: null },
      ]
      for (const given of wrong) {
        await failsWith('invalid_input', () => alice.save({ ...note, ...given }))
        await failsWith('invalid_input', () => alice.save({ ...topic, content: 'New.', ...given }))
        await failsWith('invalid_input', () => alice.update(1, given))
      }
      assert.equal((await alice.stats()).observations, 1)
    },
    { needs: [...needs, 'exactInput'] },
  ),

  memoryCase(
    'changes and removes an end by an update, as a revision',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save({ ...topic, ttlMs: hour })
      assert.equal((await alice.update(1, { expiresAt: later }))?.outcome, 'deduped')
      assert.equal((await alice.update(1, { content: 'Leaves at ten.' }))?.revision, 2)
      assert.equal((await alice.get(1))?.expiresAt, end)
      assert.equal((await alice.update(1, { ttlMs: 2 * hour }))?.revision, 3)
      assert.equal((await alice.update('travel/ferry', { expiresAt: null }))?.revision, 4)
      assert.equal((await alice.revert(1, 1))?.outcome, 'updated')
      assert.equal((await alice.get(1))?.expiresAt, null)
      clock.advance(3 * hour)
      assert.equal((await alice.get(1))?.content, note.content)
    },
    { needs: [...needs, 'exactInput'] },
  ),

  memoryCase(
    'keeps the end of a topic where a revision gives none; another end is a revision',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...topic, ttlMs: hour })
      assert.equal((await alice.save(topic)).outcome, 'deduped')
      assert.equal((await alice.save({ ...topic, expiresAt: later })).outcome, 'deduped')
      assert.equal((await alice.save({ ...topic, content: 'Leaves at ten.' })).revision, 2)
      assert.equal((await alice.get(1))?.expiresAt, end)
      assert.equal((await alice.save({ ...topic, content: 'Leaves at ten.', ttlMs: day })).revision, 3)
      assert.equal((await alice.save({ ...note, ttlMs: day })).outcome, 'created')
      assert.equal((await alice.save({ ...note, expiresAt: null })).outcome, 'updated')
      assert.equal((await alice.get(2))?.expiresAt, null)
    },
    { needs: [...needs, 'exactInput'] },
  ),

  memoryCase(
    'repeats a keyed save with a span at a later time, until it has expired',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const save = () => alice.save({ ...note, ttlMs: hour }, { idempotencyKey: 'one' })
      const first = await save()
      clock.advance(hour - 1)
      assert.deepEqual(await save(), first)
      await failsWith('invalid_input', () => alice.save(note, { idempotencyKey: 'one' }))
      clock.advance(1)
      await failsWith('invalid_input', save)
      assert.equal((await alice.stats()).observations, 0)
    },
    { needs: [...needs, 'idempotency'] },
  ),

  memoryCase(
    'keeps observations of a type for the days that the configuration says',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save(topic)
      await alice.save({ ...note, title: 'Never', expiresAt: null })
      await alice.save({ ...note, title: 'Soon', ttlMs: hour })
      await alice.save({ ...note, type: 'decision' })
      const after = async (): Promise<unknown[]> => {
        const { observations } = await alice.list({ order: 'oldest' })
        return observations.map(({ expiresAt }) => expiresAt && (Date.parse(expiresAt) - beginning) / day)
      }
      assert.deepEqual(await after(), [30, null, 1 / 24, null])
      clock.advance(10 * day)
      await alice.save(topic)
      assert.deepEqual((await after())[0], 30)
      await alice.save({ ...topic, content: 'Leaves at ten.' })
      await alice.save({ ...note, title: 'Never', keywords: ['boat'] })
      assert.deepEqual((await after()).slice(0, 3), [40, null, null])
      await alice.update(1, { content: 'Leaves at eleven.' })
      assert.deepEqual((await after())[0], 40)
      clock.advance(30 * day)
      assert.equal(await alice.get(1), null)
      assert.equal((await alice.get(2))?.title, 'Never')
    },
    { needs, config: { retention: { discovery: 30 }, sessionTimeoutHours: 1e6 } },
  ),

  memoryCase(
    'gives generated summaries and those of the caller the retention of summaries',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.summarizeSession('We talked about boats.')
      clock.advance(2 * day)
      await alice.save(note)
      const { observations } = await alice.list({ types: ['summary'], order: 'oldest' })
      const days = observations.map(({ expiresAt }) => (Date.parse(expiresAt ?? '') - beginning) / day)
      assert.deepEqual(days, [7, 9])
    },
    { needs, config: { retention: { summary: 7 } } },
  ),

  memoryCase(
    'exports and imports an end, and leaves out a line with an end that has come',
    async ({ forUser, clock }, subject) => {
      const alice = forUser('alice')
      await alice.save({ ...topic, ttlMs: hour })
      await alice.save({ ...topic, content: 'Leaves at ten.' })
      await alice.save(note)
      const lines = await collect(alice.export())
      await inWorld(subject, {}, async (other) => {
        const copy = other.forUser('alice')
        await copy.import(lines)
        assert.deepEqual(await collect(copy.export()), lines)
        assert.equal((await copy.get(1))?.expiresAt, end)
        other.clock.advance(hour)
        assert.equal(await copy.get(1), null)
      })
      await inWorld(subject, {}, async (other) => {
        const copy = other.forUser('alice')
        const own = await copy.save({ ...topic, content: 'Leaves at noon.' })
        other.clock.advance(hour)
        const counts = await copy.import(lines)
        assert.equal(counts.observations, 1)
        assert.deepEqual((await copy.get('travel/ferry'))?.id, own.id)
        assert.equal((await copy.get(own.id))?.content, 'Leaves at noon.')
      })
      clock.advance(hour)
      assert.equal((await collect(alice.export())).length, lines.length - 2)
    },
    { needs: [...needs, 'transfer'] },
  ),
]
