import assert from 'node:assert/strict'
import type { Compact } from '../../../core/model.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { memoryCase } from '../../world.ts'

/** Cases of `search` with `minShare` and `full`. */
export const searchOptionCases: readonly MemoryCase[] = [
  memoryCase(
    'leaves out results below a share of the best score',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'pattern', title: 'Bread', content: 'sourdough oven kitchen morning' })
      await alice.save({ type: 'pattern', title: 'Oven', content: 'oven kitchen' })
      await alice.save({ type: 'profile', title: 'Room', content: 'kitchen' })
      const query = 'sourdough oven kitchen'
      const all = await alice.search(query)
      assert.equal(all.length, 3)
      assert.deepEqual(await alice.search(query, { minShare: 0 }), all)
      const [best, second] = all.map(({ score }) => score)
      for (const minShare of [0.1, second! / best! - 0.01, second! / best! + 0.01, 0.9, 1]) {
        const expected = all.filter(({ score }) => score >= minShare * best!)
        assert.deepEqual(await alice.search(query, { minShare }), expected)
      }
      assert.deepEqual(ids(await alice.search(query, { minShare: 1 })), ids(all.slice(0, 1)))
      // The best of the types asked for counts, however much better another type is.
      assert.deepEqual(ids(await alice.search(query, { minShare: 1, types: ['profile'] })), [3])
      assert.deepEqual(ids(await alice.search('en', { minShare: 1 })), [2])
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'returns whole observations with score, snippet and highlights',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const content = `${'Nothing of note. '.repeat(90)}The oven is hot. ${'Then it rained. '.repeat(90)}`
      await alice.save({ type: 'discovery', title: 'Diary', content, topicKey: 'diary/1' })
      await alice.save({ type: 'pattern', title: 'Bread', content: 'needs the oven' })
      await alice.update('diary/1', { title: 'Old diary' })
      for (const query of ['oven', 'ov']) {
        const compacts = await alice.search(query)
        const found = await alice.search(query, { full: true })
        assert.equal(found.length, 2)
        for (const [at, { score, snippet, highlights, ...observation }] of found.entries()) {
          assert.deepEqual(observation, await alice.get(observation.id))
          const { id, type, title, topicKey, pinned, updatedAt } = observation
          assert.deepEqual(
            { id, type, title, topicKey, pinned, score, snippet, highlights, updatedAt },
            compacts[at],
          )
        }
        const one = await alice.search(query, { full: true, limit: 1, types: ['discovery'] })
        assert.deepEqual(
          one.map((each) => [each.id, each.revision, each.content === content]),
          [[1, 2, true]],
        )
      }
      assert.deepEqual(await alice.search('oven', { full: false }), await alice.search('oven'))
      assert.deepEqual(await alice.search('giraffe', { full: true }), [])
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'explains whole observations too',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'decision', title: 'Kitchen', content: 'We replace the oven.' })
      await alice.save({ type: 'discovery', title: 'Oven', content: 'The oven heats on the left.' })
      const found = await alice.search('oven left', { explain: true, full: true, minShare: 0.1 })
      const { results } = await alice.search('oven left', { explain: true, minShare: 0.1 })
      assert.deepEqual(
        found.results.map(({ parts, score }) => ({ parts, score })),
        results.map(({ parts, score }) => ({ parts, score })),
      )
      assert.deepEqual(
        found.results.map(({ parts: _parts, ...whole }) => whole),
        await alice.search('oven left', { full: true, minShare: 0.1 }),
      )
      assert.deepEqual(await alice.search('oven', { explain: true, full: true, types: ['profile'] }), {
        results: [],
        emptyBecause: 'filtered',
      })
    },
    { needs: ['clock', 'explain'] },
  ),
]

function ids(found: readonly Compact[]): number[] {
  return found.map(({ id }) => id)
}
