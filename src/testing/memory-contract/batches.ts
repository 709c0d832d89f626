import assert from 'node:assert/strict'
import type { Draft } from '../../core/model.ts'
import { collect } from '../canonical.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { hour, memoryCase } from '../world.ts'

const name = { type: 'profile', title: 'Name', content: 'Alice Liddell' }
const theme = { type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' }
const item = { type: 'item', title: 'Window', content: 'wide' }
const key = { idempotencyKey: 'batch-1' }

const many = (count: number): Draft[] =>
  Array.from({ length: count }, (_, index) => ({ ...name, content: `number ${index}` }))

/** Cases of `save` with several drafts. */
export const batchCases: readonly MemoryCase[] = [
  memoryCase('saves several drafts in their order', async ({ forUser }) => {
    const alice = forUser('alice')
    const results = await alice.save([name, theme, item])
    const { sessionId } = await alice.startSession()
    assert.deepEqual(results, [
      { id: 1, outcome: 'created', revision: 1, sessionId, topicKey: null },
      { id: 2, outcome: 'created', revision: 1, sessionId, topicKey: 'ui/theme' },
      { id: 3, outcome: 'created', revision: 1, sessionId: null, topicKey: null },
    ])
    assert.equal((await alice.search('liddell'))[0]?.id, 1)
    const { observations, sessions } = await alice.stats()
    assert.deepEqual([observations, sessions], [3, 1])
  }),

  memoryCase('lets a draft meet what those before it wrote', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(name)
    const light = { ...theme, content: 'light' }
    const results = await alice.save([theme, light, name, item, item, { ...theme, topicKey: null }, light])
    assert.deepEqual(
      results.map(({ id, outcome, revision }) => [id, outcome, revision]),
      [
        [2, 'created', 1],
        [2, 'updated', 2],
        [1, 'deduped', 1],
        [3, 'created', 1],
        [3, 'deduped', 1],
        [4, 'created', 1],
        [2, 'deduped', 2],
      ],
    )
    assert.equal((await alice.get('ui/theme'))?.content, 'light')
    assert.deepEqual(
      (await alice.history('ui/theme')).versions.map(({ content }) => content),
      ['light', 'dark'],
    )
    assert.deepEqual(
      (await alice.search('dark')).map(({ id }) => id),
      [4],
    )
    assert.deepEqual(
      (await alice.search('light')).map(({ id }) => id),
      [2],
    )
  }),

  memoryCase(
    'opens no session for items alone, and writes nothing for an empty list',
    async ({ forUser }) => {
      const alice = forUser('alice')
      assert.deepEqual(await alice.save([]), [])
      const [saved] = await alice.save([item])
      const { sessions, observations } = await alice.stats()
      assert.deepEqual([saved?.sessionId, sessions, observations], [null, 0, 1])
    },
  ),

  memoryCase('is one activity of the session with a key', async ({ forUser }) => {
    const alice = forUser('alice')
    const { sessionId } = await alice.startSession({ key: 'left' })
    const results = await alice.save([name, theme], { sessionKey: 'left' })
    assert.deepEqual(
      results.map((result) => result.sessionId),
      [sessionId, sessionId],
    )
  }),

  memoryCase('writes nothing where one draft is refused, and names its place', async ({ forUser }) => {
    const alice = forUser('alice')
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ ...theme, title: ' ' }, 'drafts.1.title'],
      [{ ...theme, type: 'summary' }, 'drafts.1.type'],
      [{ ...theme, topicKey: 'x'.repeat(1_025) }, 'drafts.1.topicKey'],
      [{ ...theme, data: { when: 1n } }, 'drafts.1.data.when'],
      [{ ...theme, colour: 'canary' }, 'drafts.1'],
      [null, 'drafts.1'],
    ]
    for (const [draft, field] of wrong) {
      const save = async () => alice.save([name, draft as Draft])
      await assert.rejects(save, { code: 'invalid_input', field })
      await failsWith('invalid_input', save, ['canary', 'Liddell'])
    }
    await failsWith('invalid_input', () => alice.save([name], { ifRevision: 1 } as never))
    assert.deepEqual([(await alice.stats()).observations, (await alice.stats()).sessions], [0, 0])
  }),

  memoryCase('takes 100 drafts, and refuses 101 whole', async ({ forUser }) => {
    const alice = forUser('alice')
    await assert.rejects(async () => alice.save(many(101)), { code: 'invalid_input', field: 'drafts' })
    assert.equal((await alice.stats()).observations, 0)
    const results = await alice.save(many(100))
    assert.deepEqual(
      results.map(({ id }) => id),
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    assert.equal((await alice.search('number 99'))[0]?.id, 100)
  }),

  memoryCase(
    'writes nothing where the quota has no room for all',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await failsWith('quota_exceeded', () => alice.save(many(4)))
      const { observations, sessions } = await alice.stats()
      assert.deepEqual([observations, sessions], [0, 0])
      assert.equal((await alice.save(many(3))).length, 3)
    },
    { config: { quota: { observations: 3 } } },
  ),

  memoryCase('is refused whole while saving is paused', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.pause({ saving: true })
    await failsWith('paused', () => alice.save([name, theme]))
    assert.equal((await alice.stats()).observations, 0)
  }),

  memoryCase('redacts each draft by itself', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save([{ ...name, content: 'begins <private>canary' }, theme])
    assert.equal((await alice.get(1))?.content, 'begins [REDACTED]')
    assert.equal((await alice.get(2))?.content, 'dark')
  }),

  memoryCase(
    'happens once under one key',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const drafts = [theme, name, item, { ...theme, content: 'light' }, { ...theme, topicKey: null }]
      const first = await alice.save(drafts, key)
      await alice.save({ ...theme, content: 'later' })
      clock.advance(100 * hour)
      assert.deepEqual(await alice.save(drafts, key), first)
      assert.equal((await alice.get('ui/theme'))?.content, 'later')
      const others: readonly (readonly Draft[])[] = [
        drafts.toReversed(),
        drafts.slice(1),
        [...drafts, name],
        [{ ...theme, pinned: true }, ...drafts.slice(1)],
      ]
      for (const other of others) await failsWith('invalid_input', () => alice.save(other, key), ['Liddell'])
      await failsWith('invalid_input', () => alice.save(theme, key))
      await forUser('bob').save([name], key)
      assert.equal((await alice.stats()).observations, 4)
    },
    { needs: ['idempotency', 'clock'] },
  ),

  memoryCase(
    'tells a batch of one from a save under one key',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save([name], key)
      await failsWith('invalid_input', () => alice.save(name, key))
      await alice.save(theme, { idempotencyKey: 'single' })
      await failsWith('invalid_input', () => alice.save([theme], { idempotencyKey: 'single' }))
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'is not repeated once one of its observations was forgotten',
    async ({ forUser }) => {
      for (const [index, gone] of [1, 2, 3].entries()) {
        const user = forUser(`user-${index}`)
        const drafts = [name, theme, item]
        await user.save(drafts, key)
        await user.forget(gone)
        await failsWith('invalid_input', () => user.save(drafts, key), ['Liddell'])
        assert.equal(await user.get(gone), null)
      }
      // Ids that begin alike are not confused.
      const alice = forUser('alice')
      await alice.save(many(13))
      const drafts = [name, theme]
      const saved = await alice.save(drafts, key)
      await alice.forget(1)
      await alice.forget(4)
      assert.deepEqual(await alice.save(drafts, key), saved)
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'is not repeated once one of its observations has expired',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const drafts = [name, { ...theme, ttlMs: hour }]
      const saved = await alice.save(drafts, key)
      clock.advance(hour - 1)
      assert.deepEqual(await alice.save(drafts, key), saved)
      clock.advance(1)
      await failsWith('invalid_input', () => alice.save(drafts, key))
      assert.equal(await alice.get('ui/theme'), null)
    },
    { needs: ['idempotency', 'clock'] },
  ),

  memoryCase(
    'counts as one key in the quota, and moves as single saves do',
    async ({ forUser }) => {
      await forUser('alice').save([name, theme, item], key)
      const { bytes } = await forUser('alice').stats()
      const lines = await collect(forUser('alice').export())
      await forUser('bob').import(lines)
      assert.equal(bytes - (await forUser('bob').stats()).bytes, 64)
    },
    { needs: ['idempotency', 'transfer', 'unkeyedSaves'] },
  ),
]
