import assert from 'node:assert/strict'
import type { UserMemory } from '../../../core/user-memory.ts'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { hour, memoryCase, minute } from '../../world.ts'

const config = { journal: true } as const
const tea = { type: 'preference', title: 'Tea', content: 'green', topicKey: 'tea' } as const
const coffee = { type: 'decision', title: 'Coffee', content: 'black', topicKey: 'coffee' } as const

/** The ids of all entries, newest first. */
async function idsOf(memory: UserMemory): Promise<(number | null)[][]> {
  return (await memory.journal({ limit: 100 })).entries.map(({ ids }) => ids)
}

/** The life of entries: forgetting, erasing, moving. */
export const journalLifeCases: readonly MemoryCase[] = [
  memoryCase(
    'blanks the ids of forgotten observations, in their place',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      await ada.save(coffee)
      await ada.save({ ...tea, title: 'Tea pot', topicKey: null })
      await ada.list({ order: 'oldest', purpose: 'page' })
      await ada.get(3)
      await ada.get(1)
      assert.equal(await ada.forget('coffee'), true)
      assert.deepEqual(await idsOf(ada), [[1], [3], [1, null, 3]])
      assert.deepEqual(await ada.forgetAll({ types: ['preference'] }), { forgotten: 2 })
      assert.deepEqual(await idsOf(ada), [[null], [null], [null, null, null]])
    },
    { config, requirement: 'R59', needs: ['conditions'] },
  ),

  memoryCase(
    'blanks the ids of summaries that go with their session, and of no other',
    async ({ actor }) => {
      const ada = actor('ada')
      const { sessionId } = await ada.summarizeSession('We drank tea.')
      await ada.save(tea)
      await ada.get(1)
      await ada.get(2)
      assert.equal(await ada.forgetSession(sessionId!), true)
      assert.deepEqual(await idsOf(ada), [[2], [null]])
    },
    { config },
  ),

  memoryCase(
    'stays blank where an import brings the observation back',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      const lines = await collect(ada.export())
      await ada.get(1)
      await ada.forget(1)
      await ada.import(lines)
      assert.deepEqual(await idsOf(ada), [[null]])
      assert.equal((await ada.get('tea'))?.id, 1)
    },
    { config, needs: ['transfer'] },
  ),

  memoryCase(
    'shows an expired observation like a forgotten one, before and after its bytes are gone',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save({ ...tea, ttlMs: hour })
      await ada.save(coffee)
      await ada.list({ order: 'oldest' })
      clock.advance(hour)
      assert.deepEqual(await idsOf(ada), [[null, 2]])
      assert.ok((await collect(ada.export())).some((line) => line.includes('"ids":[null,2]')))
      await ada.save({ ...coffee, content: 'white' })
      assert.deepEqual(await idsOf(ada), [[null, 2]])
    },
    { config, needs: ['clock', 'conditions', 'fields', 'transfer'] },
  ),

  memoryCase(
    'counts neither in stats nor in a quota',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(tea)
      const before = await ada.stats()
      for (let read = 0; read < 20; read++) await ada.get(1, { purpose: 'x'.repeat(255) })
      assert.deepEqual(await ada.stats(), before)
      assert.equal((await ada.journal()).entries.length, 20)
    },
    { config: { journal: true, quota: { bytes: 150, observations: 1 } }, needs: ['unkeyedSaves'] },
  ),

  memoryCase(
    "shows nothing of another user's reads, and goes with its own user alone",
    async ({ actor }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      for (const user of [ada, bob]) {
        await user.save(tea)
        await user.get(1, { purpose: `for ${user.userId}` })
      }
      assert.deepEqual(
        (await bob.journal()).entries.map(({ purpose }) => purpose),
        ['for bob'],
      )
      await ada.erase()
      assert.deepEqual(await ada.journal(), { entries: [], nextCursor: null })
      assert.equal((await bob.journal()).entries.length, 1)
      await ada.save(tea)
      assert.deepEqual((await ada.journal()).entries, [])
    },
    { config },
  ),

  memoryCase(
    'moves with an export, and an import again changes nothing',
    async ({ actor, clock }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      await ada.save(tea)
      await ada.save(coffee)
      for (const ref of [1, 2, 'tea']) {
        await ada.get(ref, { purpose: 'answer:1' })
        await ada.get(ref)
        clock.advance(minute)
      }
      const { contextId } = await ada.context()
      await ada.forget('tea')
      const lines = await collect(ada.export())
      const last = JSON.parse(lines.find((line) => line.includes('"kind":"journal"'))!) as object
      assert.deepEqual(last, {
        kind: 'journal',
        at: (await ada.journal({ limit: 1 })).entries[0]?.at,
        number: 1,
        operation: 'context',
        ids: (await idsOf(ada))[0],
        context_id: contextId,
        purpose: null,
      })
      await bob.import(lines)
      assert.deepEqual(await bob.journal(), await ada.journal())
      assert.deepEqual(await collect(bob.export()), lines)
      clock.advance(hour)
      await bob.get('coffee', { purpose: 'later' })
      await bob.import(lines)
      const { entries } = await bob.journal()
      assert.deepEqual(entries.slice(1), (await ada.journal()).entries)
      assert.equal(entries[0]?.purpose, 'later')
    },
    { config, needs: ['clock', 'transfer', 'fields'] },
  ),

  memoryCase(
    'merges with the journal of a memory that has other observations, and names none of those',
    async ({ actor, clock }) => {
      const [ada, bob] = [actor('ada'), actor('bob')]
      await ada.save(tea)
      await ada.get('tea', { purpose: 'of ada' })
      clock.advance(hour)
      await bob.save(coffee)
      await bob.get('coffee', { purpose: 'of bob' })
      await bob.import(await collect(ada.export()))
      const moved = (await bob.get('tea', { purpose: 'after' }))?.id
      assert.deepEqual(
        (await bob.journal()).entries.map(({ purpose, ids }) => [purpose, ids]),
        [
          ['after', [moved]],
          ['of bob', [1]],
          ['of ada', [moved]],
        ],
      )
    },
    { config, needs: ['clock', 'transfer', 'fields'] },
  ),

  memoryCase(
    'imports no id of an absent or a later observation, and refuses a line that is no entry',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save(tea)
      const at = new Date(clock.now).toISOString()
      const entry = { kind: 'journal', at, number: 1, operation: 'get', ids: [1, 7, null] }
      const line = (changes: object) =>
        JSON.stringify({ ...entry, context_id: null, purpose: null, ...changes })
      await ada.import([line({}), line({ number: 2, at: '2020-01-01T00:00:00.000Z' })])
      assert.deepEqual(await idsOf(ada), [
        [1, null, null],
        [null, null, null],
      ])
      const before = await ada.journal()
      for (const changes of [
        { operation: 'save' },
        { number: 0 },
        { ids: [0] },
        { ids: ['1'] },
        { at: 'now' },
        { purpose: '' },
        { purpose: 'x'.repeat(256) },
        { context_id: ' ' },
        { query: 'tea' },
      ])
        await failsWith('invalid_input', () => ada.import([line(changes)]))
      assert.deepEqual(await ada.journal(), before)
      await ada.import([line({ number: 9, purpose: 'a <private>canary</private>' })])
      assert.equal((await ada.journal()).entries[0]?.purpose, 'a [REDACTED]')
      await ada.pause({ saving: true })
      await failsWith('paused', () => ada.import([line({ number: 10 })]))
    },
    { config, needs: ['clock', 'transfer'] },
  ),
]
