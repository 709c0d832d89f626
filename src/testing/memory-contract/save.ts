import assert from 'node:assert/strict'
import { nothingBeside } from '../../core/store/beside.ts'
import type { MemoryCase } from '../contract-case.ts'
import { collect } from '../canonical.ts'
import { failsWith } from '../expectations.ts'
import { beginning, hour, inWorld, memoryCase } from '../world.ts'

const theme = { type: 'preference', title: 'UI theme', content: 'dark' }

/** Cases of `save`: it creates, revises or recognises an observation. */
export const saveCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps what was saved, with every field',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const saved = await alice.save({ ...theme, topicKey: 'ui/theme' })
      assert.deepEqual(saved, {
        id: 1,
        outcome: 'created',
        revision: 1,
        sessionId: saved.sessionId,
        topicKey: 'ui/theme',
      })
      const time = new Date(clock.now).toISOString()
      assert.deepEqual(await alice.get(1), {
        ...theme,
        id: 1,
        sessionId: saved.sessionId,
        userId: 'alice',
        topicKey: 'ui/theme',
        ...nothingBeside,
        revision: 1,
        createdAt: time,
        updatedAt: time,
      })
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'counts ids per user from 1',
    async ({ forUser }) => {
      for (const user of ['alice', 'bob']) {
        const memory = forUser(user)
        for (const id of [1, 2, 3])
          assert.equal((await memory.save({ ...theme, content: `number ${id}` })).id, id)
      }
    },
    { requirement: 'R17' },
  ),

  memoryCase('takes no topic key, an undefined one and null as the same', async ({ forUser }) => {
    const alice = forUser('alice')
    assert.equal((await alice.save(theme)).topicKey, null)
    assert.equal((await alice.save({ ...theme, topicKey: null })).outcome, 'deduped')
    assert.equal((await alice.save({ ...theme, topicKey: undefined })).outcome, 'deduped')
    assert.equal((await alice.get(1))?.topicKey, null)
  }),

  memoryCase(
    'revises the observation that has the topic key',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      await alice.save({ ...theme, topicKey: 'ui/theme' })
      clock.advance(hour)
      const revision = { type: 'decision', title: 'Theme of the UI', content: 'light', topicKey: 'ui/theme' }
      const saved = await alice.save(revision)
      assert.deepEqual([saved.id, saved.outcome, saved.topicKey], [1, 'updated', 'ui/theme'])
      assert.deepEqual(await alice.get(1), {
        ...revision,
        id: 1,
        sessionId: saved.sessionId,
        userId: 'alice',
        ...nothingBeside,
        revision: 2,
        createdAt: new Date(beginning).toISOString(),
        updatedAt: new Date(clock.now).toISOString(),
      })
    },
    { needs: ['clock'] },
  ),

  memoryCase('moves a revised observation to the current session', async ({ forUser }) => {
    const alice = forUser('alice')
    const before = await alice.save({ ...theme, topicKey: 'ui/theme' })
    await alice.endSession('over')
    const after = await alice.save({ ...theme, content: 'light', topicKey: 'ui/theme' })
    assert.notEqual(after.sessionId, before.sessionId)
    assert.equal((await alice.get(1))?.sessionId, after.sessionId)
  }),

  memoryCase('revises when an earlier content comes back under the topic key', async ({ forUser }) => {
    const alice = forUser('alice')
    for (const content of ['dark', 'light', 'dark'])
      await alice.save({ ...theme, content, topicKey: 'ui/theme' })
    const observation = await alice.get(1)
    assert.deepEqual([observation?.content, observation?.revision], ['dark', 3])
    assert.equal((await alice.stats()).observations, 1)
  }),

  memoryCase('recognises the same type, title and content again', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    await alice.save(theme)
    await alice.save({ ...theme, content: 'something else' })
    const before = await alice.get(1)
    clock.advance(hour)
    const again = await alice.save(theme)
    assert.deepEqual([again.id, again.outcome], [1, 'deduped'])
    assert.deepEqual(await alice.get(1), before)
  }),

  memoryCase('recognises the same draft under the same topic key', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    const before = await alice.get(1)
    clock.advance(hour)
    const again = await alice.save({ ...theme, topicKey: 'ui/theme' })
    assert.deepEqual([again.id, again.outcome, again.topicKey], [1, 'deduped', 'ui/theme'])
    assert.deepEqual(await alice.get(1), before)
  }),

  memoryCase('recognises, without a topic key, what is kept under one', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    const again = await alice.save(theme)
    assert.deepEqual([again.id, again.outcome], [1, 'deduped'])
    assert.equal((await alice.get(1))?.topicKey, 'ui/theme')
  }),

  memoryCase('keeps the same text under another topic key apart', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    const other = await alice.save({ ...theme, topicKey: 'editor/theme' })
    assert.deepEqual([other.id, other.outcome], [2, 'created'])
  }),

  memoryCase('recognises exact repetitions only', async ({ forUser }) => {
    const alice = forUser('alice')
    const near = [
      theme,
      { ...theme, type: 'decision' },
      { ...theme, title: 'UI Theme' },
      { ...theme, content: 'Dark' },
      { ...theme, content: 'dark.' },
      { ...theme, title: 'UI themed', content: 'ark' },
      { ...theme, title: 'UI', content: 'theme dark' },
    ]
    for (const draft of near) assert.equal((await alice.save(draft)).outcome, 'created')
    assert.equal((await alice.stats()).observations, near.length)
  }),

  memoryCase('compares topic keys exactly', async ({ forUser }) => {
    const alice = forUser('alice')
    const keys = [
      'ui/theme',
      'UI/theme',
      'ui/theme/',
      'ui_theme',
      'ui%theme',
      'ui',
      '__proto__',
      'constructor',
    ]
    for (const topicKey of keys) assert.equal((await alice.save({ ...theme, topicKey })).outcome, 'created')
    for (const topicKey of keys) assert.equal((await alice.save({ ...theme, topicKey })).outcome, 'deduped')
  }),

  memoryCase('gives no id away for what is updated or deduped', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    await alice.save({ ...theme, content: 'light', topicKey: 'ui/theme' })
    assert.equal((await alice.save({ ...theme, content: 'new' })).id, 2)
  }),

  memoryCase(
    'keeps the session going on every outcome',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const drafts = [
        { ...theme, topicKey: 'ui/theme' },
        { ...theme, content: 'light', topicKey: 'ui/theme' },
        { ...theme, content: 'light', topicKey: 'ui/theme' },
      ]
      const { sessionId } = await alice.startSession()
      for (const draft of drafts) {
        clock.advance(20 * hour)
        assert.equal((await alice.save(draft)).sessionId, sessionId)
      }
      clock.advance(20 * hour)
      assert.equal((await alice.startSession()).isNew, false)
    },
    { needs: ['clock'] },
  ),

  memoryCase('gives ids in the order of the calls', async ({ forUser }) => {
    const alice = forUser('alice')
    const contents = Array.from({ length: 40 }, (_, index) => `content ${index}`)
    const saved = await Promise.all(contents.map((content) => alice.save({ ...theme, content })))
    assert.deepEqual(
      saved.map(({ id }) => id),
      contents.map((_, index) => index + 1),
    )
    assert.equal((await alice.get(17))?.content, 'content 16')
  }),

  memoryCase('creates once what is saved many times at once', async ({ forUser }) => {
    const alice = forUser('alice')
    const saved = await Promise.all(Array.from({ length: 20 }, () => alice.save(theme)))
    assert.deepEqual(
      saved.map(({ outcome }) => outcome),
      ['created', ...Array.from({ length: 19 }, () => 'deduped')],
    )
    assert.equal(new Set(saved.map(({ sessionId }) => sessionId)).size, 1)
    assert.deepEqual([(await alice.stats()).observations, (await alice.stats()).sessions], [1, 1])
  }),

  memoryCase(
    'takes the types that the configuration adds',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...theme, type: 'recipe' })
      assert.equal((await alice.get(1))?.type, 'recipe')
    },
    { config: { observationTypes: ['recipe'] } },
  ),

  memoryCase(
    'takes the types of a closed list alone',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...theme, type: 'recipe' })
      await alice.summarizeSession('so far')
      await failsWith('invalid_input', () => alice.save({ ...theme, type: 'decision' }), ['dark'])
      await failsWith('invalid_input', () => alice.update(1, { type: 'decision' }))
      await failsWith('invalid_input', () => alice.list({ types: ['decision'] }))
      assert.equal((await alice.list({ types: ['recipe', 'summary'] })).observations.length, 2)
      assert.equal((await alice.save(theme)).outcome, 'created')
    },
    { config: { types: 'closed', observationTypes: ['recipe', 'preference'] } },
  ),

  memoryCase(
    'takes the built-in types alone where a closed list names none',
    async ({ forUser }) => {
      await forUser('alice').save(theme)
      await failsWith('invalid_input', () => forUser('alice').save({ ...theme, type: 'recipe' }))
    },
    { config: { types: 'closed' } },
  ),

  memoryCase(
    'imports no type that is not on a closed list',
    async ({ forUser }, subject) => {
      await forUser('alice').save({ ...theme, type: 'decision' })
      const lines = await collect(forUser('alice').export())
      await inWorld(subject, { types: 'closed', observationTypes: ['preference'] }, async (other) => {
        await failsWith('invalid_input', () => other.forUser('alice').import(lines), ['dark'])
      })
    },
    { needs: ['config', 'transfer'] },
  ),
]
