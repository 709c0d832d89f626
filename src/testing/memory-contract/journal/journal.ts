import assert from 'node:assert/strict'
import type { JournalEntry } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { beginning, memoryCase, minute, type World } from '../../world.ts'

const config = { journal: true } as const
const purpose = 'answer:42'

/** Alice with three observations, a minute apart, and a completed session. */
async function withGarden({ actor, clock }: World): Promise<UserMemory> {
  const alice = actor('alice')
  await alice.save({ type: 'preference', title: 'Flowers', content: 'tulips', topicKey: 'garden/flowers' })
  clock.advance(minute)
  await alice.save({ type: 'decision', title: 'Path', content: 'gravel' })
  clock.advance(minute)
  await alice.save({ type: 'discovery', title: 'Soil', content: 'clay under the tulips' })
  await alice.endSession('Planned the garden.')
  clock.advance(minute)
  return alice
}

/** The newest entry. */
async function lastEntry(memory: UserMemory): Promise<JournalEntry | undefined> {
  return (await memory.journal({ limit: 1 })).entries[0]
}

/** The journal of reads: which it records, and its pages. */
export const journalCases: readonly MemoryCase[] = [
  memoryCase(
    'writes down each read that gives memory out, with time, operation, ids and purpose',
    async (world) => {
      const alice = await withGarden(world)
      const at = new Date(beginning + 3 * minute).toISOString()
      const expectEntry = async (operation: string, ids: number[], contextId: string | null = null) =>
        assert.deepEqual(await lastEntry(alice), { at, operation, ids, contextId, purpose })
      const found = await alice.search('tulips', { purpose })
      await expectEntry(
        'search',
        found.map(({ id }) => id),
      )
      assert.equal(found.length, 2)
      await alice.search('tulips', { purpose, full: true, explain: true, limit: 1 })
      await expectEntry('search', [found[0]!.id])
      const { contextId, items } = await alice.context({ query: 'gravel', purpose })
      await expectEntry(
        'context',
        items.flatMap(({ id }) => id ?? []),
        contextId,
      )
      await alice.get('garden/flowers', { purpose })
      await expectEntry('get', [1])
      await alice.get(2, { revision: 1, purpose })
      await expectEntry('get', [2])
      await alice.timeline(2, { purpose, before: 0 })
      await expectEntry('timeline', [2, 3])
      await alice.list({ purpose, order: 'oldest', limit: 2 })
      await expectEntry('list', [1, 2])
      const { memories } = await alice.startSession({ purpose })
      await expectEntry(
        'session_start',
        memories.map(({ id }) => id),
      )
      assert.equal((await alice.journal()).entries.length, 8)
    },
    { config, requirement: 'R59', needs: ['clock', 'fields'] },
  ),

  memoryCase(
    'writes down a read that gives out summaries alone, without ids',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.startSession()
      await ada.endSession('Chose the theme.')
      const { contextId } = await ada.context()
      assert.deepEqual(
        (await ada.journal()).entries.map((entry) => [entry.operation, entry.ids, entry.contextId]),
        [['context', [], contextId]],
      )
    },
    { config },
  ),

  memoryCase('writes nothing by default', async ({ actor }) => {
    const ada = actor('ada')
    await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
    await ada.search('tea', { purpose })
    await ada.context()
    assert.deepEqual(await ada.journal(), { entries: [], nextCursor: null })
  }),

  memoryCase(
    'writes nothing where nothing is given out',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.context()
      assert.equal(await ada.get(1), null)
      await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
      await ada.startSession()
      const { entries } = await ada.journal()
      await ada.search('absent')
      await ada.get(99)
      await ada.list({ types: ['pattern'] })
      await ada.timeline(99)
      await ada.pause({ recall: true })
      await ada.search('tea')
      await ada.context()
      await ada.timeline(1)
      await ada.startSession()
      assert.deepEqual((await ada.journal()).entries, entries)
    },
    { config },
  ),

  memoryCase(
    'is written while saving is paused',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
      await ada.pause({ saving: true })
      assert.equal((await ada.search('tea')).length, 1)
      assert.deepEqual((await lastEntry(ada))?.ids, [1])
    },
    { config },
  ),

  memoryCase(
    'lists entries newest first, a page at a time',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
      for (let read = 0; read < 7; read++) {
        if (read % 3 === 0) clock.advance(minute)
        await ada.get(1, { purpose: `read ${read}` })
      }
      const pages: (string | null)[][] = []
      let cursor: string | null = null
      do {
        const page = await ada.journal({ limit: 2, cursor })
        pages.push(page.entries.map((entry) => entry.purpose))
        cursor = page.nextCursor
      } while (cursor !== null)
      assert.deepEqual(pages, [['read 6', 'read 5'], ['read 4', 'read 3'], ['read 2', 'read 1'], ['read 0']])
      for (const options of [{ limit: 0 }, { cursor: 'x' }, { cursor: 'MQ' }])
        await failsWith('invalid_input', () => ada.journal(options))
    },
    { config, needs: ['clock'] },
  ),

  memoryCase(
    'writes a long read as several entries, with each id once',
    async ({ actor }) => {
      const ada = actor('ada')
      for (let number = 0; number < 205; number++)
        await ada.save({ type: 'pattern', title: 'Note', content: `number ${number}` })
      const { observations } = await ada.list({ limit: 205 })
      const { entries } = await ada.journal({ limit: 100 })
      assert.ok(entries.every(({ ids, operation }) => operation === 'list' && ids.length <= 200))
      assert.deepEqual(
        entries.flatMap(({ ids }) => ids).toSorted((a, b) => a! - b!),
        observations.map(({ id }) => id).toSorted((a, b) => a - b),
      )
    },
    { config, needs: ['conditions'] },
  ),

  memoryCase(
    'redacts a purpose, and refuses one that is no text',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
      for (const wrong of ['', ' ', 'x'.repeat(256), 7 as never, 'a\0b']) {
        await failsWith('invalid_input', () => ada.search('tea', { purpose: wrong }))
        await failsWith('invalid_input', () => ada.context({ purpose: wrong }))
        await failsWith('invalid_input', () => ada.get(1, { purpose: wrong }))
        await failsWith('invalid_input', () => ada.timeline(1, { purpose: wrong }))
        await failsWith('invalid_input', () => ada.list({ purpose: wrong }))
        await failsWith('invalid_input', () => ada.startSession({ purpose: wrong }))
      }
    },
    { needs: ['exactInput'] },
  ),

  memoryCase(
    'keeps no private text of a purpose',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save({ type: 'preference', title: 'Tea', content: 'green' })
      await ada.search('tea', { purpose: 'before <private>canary</private> after' })
      assert.deepEqual((await lastEntry(ada))?.purpose, 'before [REDACTED] after')
    },
    { config },
  ),
]
