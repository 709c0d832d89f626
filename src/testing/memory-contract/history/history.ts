import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { beginning, hour, memoryCase, minute } from '../../world.ts'
import { contents, theme, withHistory } from './theme-history.ts'

function at(milliseconds: number): string {
  return new Date(beginning + milliseconds).toISOString()
}

const of = (revision: number, title: string, content: string) => ({ revision, title, content })

const noVersions = { versions: [], nextBefore: null }

/** Cases of versions: reading, restoring and forgetting them. */
export const historyCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps the versions of an observation, newest first',
    async (world) => {
      const alice = await withHistory(world)
      const { sessionId } = (await alice.get('ui/theme'))!
      const beside = { data: null, source: null, keywords: [] }
      const shared = { type: 'preference', topicKey: 'ui/theme', sessionId, ...beside }
      const { versions, nextBefore } = await alice.history('ui/theme')
      assert.equal(nextBefore, null)
      assert.deepEqual(versions, [
        {
          ...of(3, 'Theme', 'red'),
          ...shared,
          createdAt: at(2 * hour),
          replacedAt: null,
          isCurrent: true,
        },
        {
          ...of(2, 'UI theme', 'light'),
          ...shared,
          createdAt: at(hour),
          replacedAt: at(2 * hour),
          isCurrent: false,
        },
        { ...of(1, 'UI theme', 'dark'), ...shared, createdAt: at(0), replacedAt: at(hour), isCurrent: false },
      ])
      assert.deepEqual(await alice.history(1), await alice.history('ui/theme'))
      assert.deepEqual(await alice.history(2), noVersions)
      assert.deepEqual(await alice.history('absent'), noVersions)
    },
    { needs: ['clock'] },
  ),

  memoryCase('keeps no version where nothing changes', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(theme)
    await alice.save(theme)
    await alice.update(1, { content: 'dark' })
    assert.deepEqual(await contents(alice), ['dark'])
  }),

  memoryCase(
    'gives an earlier version by its number or by a time at which it was in force',
    async (world) => {
      const alice = await withHistory(world)
      const first = await alice.get(1, { revision: 1 })
      assert.deepEqual(first, {
        ...(await alice.get(1)),
        title: 'UI theme',
        content: 'dark',
        revision: 1,
        updatedAt: at(0),
      })
      assert.deepEqual(await alice.get('ui/theme', { revision: 3 }), await alice.get(1))
      const seen = async (asOf: string | number | Date) =>
        (await alice.get('ui/theme', { asOf }))?.revision ?? null
      assert.equal(await seen(beginning - 1), null)
      assert.equal(await seen(beginning), 1)
      assert.equal(await seen(at(hour - 1)), 1)
      assert.equal(await seen(new Date(beginning + hour)), 2)
      assert.equal(await seen(at(hour).replace('.000Z', '+00:00')), 2)
      assert.equal(await seen('2026-01-06'), 3)
      for (const revision of [4, 2 ** 40]) assert.equal(await alice.get(1, { revision }), null)
      assert.equal(await alice.get(9, { revision: 1 }), null)
    },
    { needs: ['clock'] },
  ),

  memoryCase('refuses a version that cannot be', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(theme)
    for (const revision of [0, -1, 1.5, '1'])
      await failsWith('invalid_input', () => alice.get(1, { revision: revision as number }))
    for (const asOf of ['yesterday', '2026-01-05T09:00:00', '', Number.NaN, new Date('x'), true, {}])
      await failsWith('invalid_input', () => alice.get(1, { asOf: asOf as string }))
    await failsWith('invalid_input', () => alice.get(1, { revision: 1, asOf: 0 }))
    await failsWith('invalid_input', () => alice.revert(1, 0))
    await failsWith('invalid_input', () => alice.forget(1, { revision: 0 }))
    assert.deepEqual(await alice.get(1, { revision: null, asOf: null }), await alice.get(1))
  }),

  memoryCase('restores an earlier version as a new revision', async (world) => {
    const alice = await withHistory(world)
    const restored = await alice.revert('ui/theme', 1)
    const { sessionId } = (await alice.get(1))!
    assert.deepEqual(restored, { id: 1, outcome: 'updated', revision: 4, sessionId, topicKey: 'ui/theme' })
    assert.deepEqual(await contents(alice), ['dark', 'red', 'light', 'dark'])
    assert.deepEqual(
      (await alice.search('dark')).map(({ id }) => id),
      [1],
    )
    assert.deepEqual(await alice.search('red'), [])
    assert.equal((await alice.revert(1, 4))?.outcome, 'deduped')
    assert.equal((await alice.revert(1, 1))?.outcome, 'deduped')
    assert.equal(await alice.revert(2, 1), null)
    await failsWith('invalid_input', () => alice.revert(1, 9), ['dark', 'red'])
    await failsWith('invalid_input', () => alice.revert(1, 2 ** 40))
  }),

  memoryCase('restores at the expected revision only, and so once', async (world) => {
    const alice = await withHistory(world)
    assert.equal((await alice.revert(1, 1, { ifRevision: 3 }))?.revision, 4)
    await failsWith('conflict', () => alice.revert(1, 1, { ifRevision: 3 }))
    assert.equal((await contents(alice)).length, 4)
  }),

  memoryCase('restores the topic key too, unless another observation has it', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save(theme)
    await alice.update(1, { topicKey: 'ui/colours' })
    assert.equal((await alice.revert('ui/colours', 1))?.topicKey, 'ui/theme')
    assert.equal((await alice.get('ui/theme'))?.revision, 3)
    await alice.update(1, { topicKey: 'ui/colours' })
    await alice.save({ ...theme, content: 'other' })
    await failsWith('invalid_input', () => alice.revert(1, 1))
    assert.equal((await alice.get(1))?.revision, 4)
  }),

  memoryCase('honours the pause and the quota when it restores', async (world) => {
    const alice = await withHistory(world)
    await alice.pause({ saving: true })
    await failsWith('paused', () => alice.revert(1, 1))
    assert.equal((await contents(alice)).length, 3)
    await alice.resume()
    assert.equal((await alice.revert(1, 1))?.revision, 4)
  }),

  memoryCase(
    'forgets one earlier version, and not the current one',
    async (world) => {
      const alice = await withHistory(world)
      const before = await alice.stats()
      assert.equal(await alice.forget('ui/theme', { revision: 2 }), true)
      assert.equal(await alice.forget('ui/theme', { revision: 2 }), false)
      assert.equal(await alice.forget('ui/theme', { revision: 9 }), false)
      assert.equal(await alice.forget(7, { revision: 1 }), false)
      await failsWith('invalid_input', () => alice.forget(1, { revision: 3 }))
      await failsWith('invalid_input', () => alice.forget(1, { revision: 1, explain: true }))
      assert.deepEqual(await contents(alice), ['red', 'dark'])
      // Nothing was in force then that is still kept.
      assert.equal(await alice.get(1, { asOf: beginning + hour + minute }), null)
      assert.equal(await alice.get(1, { revision: 2 }), null)
      await failsWith('invalid_input', () => alice.revert(1, 2))
      assert.equal(before.bytes - (await alice.stats()).bytes, 64 + 'UI themelightui/theme'.length)
    },
    { needs: ['clock'] },
  ),

  memoryCase('forgets versions with their observation', async (world) => {
    const alice = await withHistory(world)
    await alice.save({ ...theme, topicKey: null })
    const { bytes } = await alice.stats()
    assert.equal(await alice.forget('ui/theme'), true)
    assert.deepEqual(await alice.history(1), noVersions)
    assert.equal(await alice.get(1, { revision: 1 }), null)
    const counted = 'Themeredui/theme'.length + 2 * 64 + 'UI themelightui/themeUI themedarkui/theme'.length
    assert.equal(bytes - (await alice.stats()).bytes, counted)
    const lines = await collect(alice.export())
    assert.equal(
      lines.some((line) => line.includes('light')),
      false,
    )
  }),

  memoryCase('keeps versions out of searches, lists and contexts', async (world) => {
    const alice = await withHistory(world)
    assert.deepEqual(await alice.search('light'), [])
    assert.deepEqual(
      (await alice.list()).observations.map(({ content }) => content),
      ['red'],
    )
    assert.deepEqual(
      (await alice.timeline(1)).map(({ content }) => content),
      ['red'],
    )
    assert.deepEqual(
      (await alice.startSession()).memories.map(({ snippet }) => snippet),
      ['red'],
    )
    const { observations, byType } = await alice.stats()
    assert.deepEqual([observations, byType], [1, { preference: 1 }])
  }),

  memoryCase(
    "shows and changes no other user's versions",
    async (world) => {
      const alice = await withHistory(world)
      const bob = world.forUser('bob')
      for (const ref of [1, 'ui/theme']) {
        assert.deepEqual(await bob.history(ref), noVersions)
        assert.equal(await bob.get(ref, { revision: 1 }), null)
        assert.equal(await bob.get(ref, { asOf: world.clock.now }), null)
        assert.equal(await bob.revert(ref, 1), null)
        assert.equal(await bob.forget(ref, { revision: 1 }), false)
      }
      assert.equal((await contents(alice)).length, 3)
      await bob.save({ ...theme, content: 'his' })
      assert.deepEqual(await contents(bob), ['his'])
      await bob.erase()
      assert.equal((await contents(alice)).length, 3)
    },
    { requirement: 'R3' },
  ),
]
