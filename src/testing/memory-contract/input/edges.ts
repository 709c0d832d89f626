import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase } from '../../world.ts'

const bare = { type: 'discovery', title: 'Lighthouse', content: '' }

/** Topic keys of this many bytes are taken by default. */
const mostKeyBytes = 1_024
const longKey = 'é/'.repeat(mostKeyBytes / 3).padEnd(mostKeyBytes - Math.floor(mostKeyBytes / 3), 'x')

/** Texts at the edge of what is taken: empty contents and long topic keys. */
export const edgeCases: readonly MemoryCase[] = [
  memoryCase('keeps an empty content, and finds it by its title', async ({ forUser }) => {
    const alice = forUser('alice')
    assert.equal((await alice.save(bare)).outcome, 'created')
    assert.equal((await alice.save(bare)).outcome, 'deduped')
    assert.equal((await alice.get(1))?.content, '')
    for (const query of ['lighthouse', 'ig']) {
      const [found] = await alice.search(query)
      assert.deepEqual([found?.id, found?.snippet, found?.highlights], [1, '', []])
    }
    await alice.save({ ...bare, title: 'Harbour', content: 'with a lighthouse' })
    assert.equal((await alice.search('lighthouse')).length, 2)
    assert.equal((await alice.startSession()).memories.length, 2)
    assert.match((await alice.context()).text, /Lighthouse/)
  }),

  memoryCase(
    'empties a content by an update, and brings it back',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...bare, content: 'by the sea' })
      assert.equal((await alice.update(1, { content: '' }))?.outcome, 'updated')
      assert.equal((await alice.get(1))?.content, '')
      assert.deepEqual(await alice.search('sea'), [])
      assert.equal((await alice.revert(1, 1))?.outcome, 'updated')
      assert.equal((await alice.get(1))?.content, 'by the sea')
    },
    { needs: ['exactInput'] },
  ),

  memoryCase(
    'moves an empty content',
    async ({ forUser }) => {
      await forUser('alice').save(bare)
      const lines = await collect(forUser('alice').export())
      assert.equal((await forUser('bob').import(lines)).observations, 1)
      assert.equal((await forUser('bob').get(1))?.content, '')
    },
    { needs: ['transfer'] },
  ),

  memoryCase('marks a content that was private from end to end', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...bare, content: '<private>canary</private>' })
    assert.equal((await alice.get(1))?.content, '[REDACTED]')
  }),

  memoryCase('takes topic keys of 1,024 bytes, and tells them apart by the last one', async ({ forUser }) => {
    const alice = forUser('alice')
    assert.equal(Buffer.byteLength(longKey), mostKeyBytes)
    const other = `${longKey.slice(0, -1)}y`
    await alice.save({ ...bare, content: 'one', topicKey: longKey })
    await alice.save({ ...bare, content: 'two', topicKey: other })
    assert.equal((await alice.save({ ...bare, content: 'three', topicKey: longKey })).outcome, 'updated')
    assert.equal((await alice.get(longKey))?.content, 'three')
    assert.equal((await alice.get(other))?.content, 'two')
    assert.equal((await alice.timeline(other)).length, 2)
    assert.equal((await alice.update(longKey, { content: 'four' }))?.revision, 3)
    assert.equal(await alice.forget(longKey), true)
    assert.equal(await alice.get(longKey), null)
  }),

  memoryCase(
    'refuses topic keys of 1,025 bytes with the field',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const tooLong = `${longKey}z`
      const refused = { code: 'invalid_input', field: 'topicKey' }
      await assert.rejects(async () => alice.save({ ...bare, topicKey: tooLong }), refused)
      await assert.rejects(async () => alice.save({ ...bare, topicKey: 'é'.repeat(513) }), refused)
      await assert.rejects(async () => alice.get(tooLong), refused)
      await failsWith('invalid_input', () => alice.save({ ...bare, topicKey: tooLong }), [longKey])
      assert.equal((await alice.stats()).observations, 0)
    },
    { needs: ['exactInput'] },
  ),
]
