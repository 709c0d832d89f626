import assert from 'node:assert/strict'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { beginning, hour, inWorld, memoryCase } from '../../world.ts'
import { contents, theme, withHistory } from './theme-history.ts'

const long = (letter: string): string => letter.repeat(300)

/** Cases of kept versions: how many there are, what they count, and how they move. */
export const keptVersionCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps as many versions as configured, the newest',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (const content of ['a', 'b', 'c', 'd']) await alice.save({ ...theme, content })
      assert.deepEqual(await contents(alice), ['d', 'c', 'b'])
      assert.equal((await alice.get(1))?.revision, 4)
      assert.equal(await alice.get(1, { revision: 1 }), null)
    },
    { config: { history: { revisions: 2 } } },
  ),

  memoryCase(
    'keeps none where the configuration says so',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(theme)
      const { bytes } = await alice.stats()
      await alice.save({ ...theme, content: 'grey' })
      assert.deepEqual(await contents(alice), ['grey'])
      // A client may give each save a key, which counts 64 bytes.
      assert.ok([0, 64].includes((await alice.stats()).bytes - bytes))
    },
    { config: { history: { revisions: 0 } } },
  ),

  memoryCase(
    'drops the oldest versions of an observation before a revision exceeds the quota',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (const letter of ['a', 'b', 'c', 'd']) await alice.save({ ...theme, content: long(letter) })
      assert.deepEqual(
        (await contents(alice)).map((content) => content[0]),
        ['d', 'c', 'b'],
      )
      assert.ok((await alice.stats()).bytes <= 1_400)
      await failsWith('quota_exceeded', () => alice.save({ ...theme, content: 'e'.repeat(1_400) }))
      assert.deepEqual(
        (await contents(alice)).map((content) => content[0]),
        ['d', 'c', 'b'],
      )
      assert.equal((await alice.revert(1, 3))?.outcome, 'updated')
      assert.equal((await contents(alice))[0]?.[0], 'c')
    },
    { config: { quota: { bytes: 1_400 } } },
  ),

  memoryCase('removes versions of summaries with their session', async (world) => {
    const alice = world.actor('alice')
    await alice.summarizeSession('first words')
    const { sessionId } = (await alice.get(1))!
    await alice.endSession('over')
    await alice.update(1, { content: 'second words' })
    assert.equal((await contents(alice, 1)).length, 2)
    const { bytes } = await alice.stats()
    assert.equal(await alice.forgetSession(sessionId!), true)
    // The newer version is of another session.
    assert.deepEqual(await contents(alice, 1), ['second words'])
    assert.equal(bytes - (await alice.stats()).bytes, 64 + 'first wordsfirst words'.length + 'over'.length)
  }),

  memoryCase('keeps versions of other types when their session is forgotten', async (world) => {
    const alice = await withHistory(world)
    const { sessionId } = (await alice.get(1))!
    await alice.endSession('over')
    await alice.forgetSession(sessionId!)
    assert.equal((await contents(alice)).length, 3)
  }),

  memoryCase(
    'moves versions by export and import, as often as wanted',
    async (world, subject) => {
      const alice = await withHistory(world)
      const lines = await collect(alice.export())
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { kind: string }).kind),
        ['header', 'session', 'observation', 'version', 'version'],
      )
      await inWorld(subject, {}, async ({ actor }) => {
        const ada = actor('ada')
        await ada.save({ ...theme, topicKey: null, content: 'has the id' })
        const counts = { observations: 1, sessions: 1, threadItems: 0, unchanged: 0 }
        assert.deepEqual(await ada.import(lines), counts)
        assert.deepEqual(await ada.import(lines), {
          observations: 0,
          sessions: 0,
          threadItems: 0,
          unchanged: 2,
        })
        const of = await alice.history('ui/theme')
        assert.deepEqual(await ada.history('ui/theme'), of)
        assert.equal((await ada.history(1)).versions.length, 1)
      })
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'keeps the version that a newer import replaces, and adds the versions before it',
    async (world, subject) => {
      const alice = await withHistory(world)
      const lines = await collect(alice.export())
      await inWorld(subject, {}, async ({ actor, clock }) => {
        const ada = actor('ada')
        clock.now = beginning - hour
        await ada.save({ ...theme, content: 'own' })
        await ada.import(lines)
        assert.deepEqual(await contents(ada), ['red', 'light', 'own'])
        await ada.import(lines)
        assert.deepEqual(await contents(ada), ['red', 'light', 'own'])
      })
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'redacts and checks an imported version, which comes right after its observation',
    async (world) => {
      const lines = await collect((await withHistory(world)).export())
      const ada = world.actor('ada')
      const secret = lines.map((line) =>
        line.includes('"version"') ? line.replace('dark', '<private>sofa</private>') : line,
      )
      await ada.import(secret)
      assert.deepEqual(await contents(ada), ['red', 'light', '[REDACTED]'])
      const alone = lines.filter((line) => line.includes('"version"'))
      await failsWith('invalid_input', () => world.actor('bob').import(alone), ['light'])
      const unknown = lines.map((line) => line.replace('"kind":"version"', '"kind":"version","more":1'))
      await failsWith('invalid_input', () => world.actor('bob').import(unknown), ['light'])
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'imports a history that is longer than a batch',
    async (world, subject) => {
      const alice = world.actor('alice')
      for (let topic = 0; topic < 12; topic++) {
        for (let revision = 0; revision < 22; revision++)
          await alice.save({ ...theme, topicKey: `topic/${topic}`, content: `${topic} at ${revision}` })
      }
      const lines = await collect(alice.export())
      await inWorld(subject, {}, async ({ actor }) => {
        const ada = actor('ada')
        assert.deepEqual(await ada.import(lines), {
          observations: 12,
          sessions: 1,
          threadItems: 0,
          unchanged: 0,
        })
        assert.deepEqual(await collect(ada.export()), lines)
        assert.deepEqual(await ada.import(lines), {
          observations: 0,
          sessions: 0,
          threadItems: 0,
          unchanged: 13,
        })
      })
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase(
    'keeps data, source and keywords with each version',
    async ({ actor }) => {
      const ada = actor('ada')
      const draft = { type: 'decision', title: 'Theme', content: 'dark', topicKey: 'ui/theme' } as const
      const first = { data: { b: 1, a: [null, 'x'] }, source: 'chat:1', keywords: ['skin', 'Farbe'] }
      await ada.save({ ...draft, ...first })
      await ada.update('ui/theme', { data: { b: 2 }, source: null, keywords: null, content: 'light' })
      const [now, before] = (await ada.history('ui/theme')).versions
      assert.deepEqual([now?.data, now?.source, now?.keywords], [{ b: 2 }, null, []])
      assert.deepEqual(
        [before?.data, before?.source, before?.keywords],
        [first.data, 'chat:1', first.keywords],
      )
      assert.equal(JSON.stringify(before?.data), JSON.stringify(first.data))
      const then = await ada.get('ui/theme', { revision: 1 })
      assert.deepEqual([then?.data, then?.source, then?.keywords], [first.data, 'chat:1', first.keywords])
      assert.equal((await ada.search('Farbe')).length, 0)
      assert.equal((await ada.revert('ui/theme', 1))?.revision, 3)
      const again = await ada.get('ui/theme')
      assert.deepEqual([again?.data, again?.source, again?.keywords], [first.data, 'chat:1', first.keywords])
      assert.equal((await ada.search('Farbe')).length, 1)
    },
    { needs: ['fields'] },
  ),
]
