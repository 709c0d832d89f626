import assert from 'node:assert/strict'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase } from '../../world.ts'

const fact = { type: 'discovery', title: 'Fact', content: 'one' }

/** Quotas and lengths: what is too much is refused whole. */
export const limitCases: readonly MemoryCase[] = [
  memoryCase(
    'refuses an observation beyond the quota, and only then',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...fact, topicKey: 'fact/one' })
      await alice.save({ ...fact, content: 'two' })
      await failsWith('quota_exceeded', () => alice.save({ ...fact, content: 'three' }), ['three'])
      assert.equal(
        (await alice.save({ ...fact, content: 'changed', topicKey: 'fact/one' })).outcome,
        'updated',
      )
      assert.equal((await alice.save({ ...fact, content: 'two' })).outcome, 'deduped')
      assert.equal((await alice.stats()).observations, 2)
      await alice.forget(2)
      assert.equal((await alice.save({ ...fact, content: 'three' })).outcome, 'created')
    },
    { config: { quota: { observations: 2 } } },
  ),

  memoryCase(
    'counts the quota of each user alone',
    async ({ forUser }) => {
      await forUser('bob').save(fact)
      assert.equal((await forUser('alice').save(fact)).outcome, 'created')
      await failsWith('quota_exceeded', () => forUser('bob').save({ ...fact, content: 'two' }))
    },
    { config: { quota: { observations: 1 } }, requirement: 'R13' },
  ),

  memoryCase(
    'counts the bytes of titles, contents, topic keys and sessions',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'discovery', title: 'ab', content: 'é', topicKey: 'k' })
      assert.equal((await alice.stats()).bytes, 64 + 5)
      await failsWith('quota_exceeded', () => alice.save({ ...fact, title: 'abcd', content: 'xy' }))
      await alice.save({ ...fact, title: 'abc', content: 'xy' })
      assert.equal((await alice.stats()).bytes, 64 + 10)
    },
    { config: { quota: { bytes: 64 + 10 } }, needs: ['unkeyedSaves'] },
  ),

  memoryCase(
    'leaves the session as it was when the quota refuses',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await failsWith('quota_exceeded', () => alice.save({ ...fact, content: 'x'.repeat(100) }))
      assert.equal((await alice.stats()).sessions, 0)
    },
    { config: { quota: { bytes: 10 } } },
  ),

  memoryCase(
    'refuses texts over the limits',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const long = 'canary-'.repeat(2)
      await failsWith('invalid_input', () => alice.save({ ...fact, title: long }), ['canary'])
      await failsWith('invalid_input', () => alice.save({ ...fact, content: long }), ['canary'])
      await failsWith('invalid_input', () => alice.save({ ...fact, topicKey: long }), ['canary'])
      // A query over the limit is cut: a question behind a pasted text still finds something.
      assert.ok(Array.isArray(await alice.search(long)))
      assert.equal((await alice.stats()).observations, 0)
      await alice.save({ ...fact, title: 'x'.repeat(10), content: 'y'.repeat(10), topicKey: 'z'.repeat(10) })
      assert.equal((await alice.search('x'.repeat(10))).length, 1)
    },
    { config: { limits: { titleLength: 10, contentLength: 10, topicKeyBytes: 10, queryLength: 10 } } },
  ),
]
