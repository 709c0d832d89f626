import assert from 'node:assert/strict'
import type { Compact } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith, sameNumber } from '../../expectations.ts'
import { day, inWorld, memoryCase } from '../../world.ts'

const kitchen = [
  {
    type: 'preference',
    title: 'Coffee',
    content: 'Espresso without sugar, from the grinder in the kitchen.',
  },
  { type: 'decision', title: 'Kitchen', content: 'We keep the blue tiles and replace the oven.' },
  { type: 'discovery', title: 'Oven', content: 'The oven heats unevenly on the left.' },
  { type: 'profile', title: 'Name', content: 'Alice lives in Lisbon.' },
]

/** Cases of `search`: results and their order. */
export const searchCases: readonly MemoryCase[] = [
  memoryCase('finds words of the title and of the content, in any case', async ({ forUser }) => {
    const alice = await furnished(forUser('alice'))
    assert.deepEqual(ids(await alice.search('coffee')), [1])
    assert.deepEqual(ids(await alice.search('LISBON')), [4])
    assert.deepEqual(
      ids(await alice.search('oven')).toSorted((a, b) => a - b),
      [2, 3],
    )
    assert.deepEqual(await alice.search('giraffe'), [])
  }),

  memoryCase('finds things for a question: any of its words is enough', async ({ forUser }) => {
    const alice = await furnished(forUser('alice'))
    assert.equal((await alice.search('Where does Alice live, and since when?'))[0]?.id, 4)
    assert.equal((await alice.search('which tiles did we choose for the kitchen?'))[0]?.id, 2)
  }),

  memoryCase('puts first what holds more of the query', async ({ forUser }) => {
    const alice = await furnished(forUser('alice'))
    const found = await alice.search('oven left')
    assert.deepEqual(ids(found), [3, 2])
    assertOrdered(found)
  }),

  memoryCase(
    'searches this user only',
    async ({ forUser }) => {
      await furnished(forUser('bob'))
      assert.deepEqual(await forUser('alice').search('oven'), [])
      await forUser('alice').save({ type: 'decision', title: 'Oven', content: 'mine' })
      assert.deepEqual(
        (await forUser('alice').search('oven')).map(({ title, id }) => [id, title]),
        [[1, 'Oven']],
      )
    },
    { requirement: 'R3' },
  ),

  memoryCase(
    'ranks by the statistics of this user only',
    async ({ forUser }, subject) => {
      await furnished(forUser('bob'))
      for (let number = 0; number < 30; number++) {
        await forUser('bob').save({
          type: 'decision',
          title: 'Oven',
          content: `left ${'kitchen '.repeat(number)}`,
        })
      }
      await furnished(forUser('alice'))
      const among = await forUser('alice').search('oven left kitchen')
      await inWorld(subject, {}, async (fresh) => {
        const alone = await (await furnished(fresh.forUser('alice'))).search('oven left kitchen')
        assert.deepEqual(among, alone)
      })
    },
    { requirement: 'R15', needs: ['clock'] },
  ),

  memoryCase('gives ten results unless told otherwise', async ({ forUser }) => {
    const alice = forUser('alice')
    for (let number = 0; number < 15; number++) {
      await alice.save({ type: 'pattern', title: 'Build', content: `green ${number}` })
    }
    assert.equal((await alice.search('green')).length, 10)
    const all = ids(await alice.search('green', { limit: 50 }))
    assert.equal(all.length, 15)
    for (const limit of [1, 3, 14])
      assert.deepEqual(ids(await alice.search('green', { limit })), all.slice(0, limit))
  }),

  memoryCase('gives the wanted types only, however many others match', async ({ forUser }) => {
    const alice = forUser('alice')
    for (let number = 0; number < 15; number++) {
      await alice.save({ type: 'decision', title: `Oven${number}`, content: `oven oven ${number}` })
    }
    await alice.save({
      type: 'profile',
      title: 'Baker',
      content: 'owns an oven and a lot of other things besides',
    })
    assert.deepEqual(ids(await alice.search('oven', { types: ['profile'], limit: 1 })), [16])
    assert.deepEqual(ids(await alice.search('oven', { typesExclude: ['decision', 'pattern'] })), [16])
    assert.equal((await alice.search('oven', { types: ['profile', 'decision'], limit: 50 })).length, 16)
  }),

  memoryCase(
    'refuses a blank query, and does not mind space around one',
    async ({ forUser }) => {
      const alice = await furnished(forUser('alice'))
      for (const blank of ['', '   ', '\n\t']) await failsWith('invalid_input', () => alice.search(blank))
      assert.deepEqual(await alice.search('  oven \n'), await alice.search('oven'))
    },
    { needs: ['clock'] },
  ),

  memoryCase('looks for parts of words where the query is under three characters', async ({ forUser }) => {
    const alice = await furnished(forUser('alice'))
    assert.deepEqual(ids(await alice.search('sb')), [4])
    assert.deepEqual(ids(await alice.search('SB')), [4])
    assert.deepEqual(await alice.search('qq'), [])
    await alice.save({ type: 'discovery', title: 'Rate', content: 'rose by 5%_' })
    for (const query of ['%', '_', '%_']) assert.deepEqual(ids(await alice.search(query)), [5])
  }),

  memoryCase('finds what an observation says now, not what it said before', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' })
    await alice.save({ type: 'preference', title: 'Theme', content: 'light', topicKey: 'ui/theme' })
    assert.deepEqual(await alice.search('dark'), [])
    assert.deepEqual(ids(await alice.search('light')), [1])
  }),

  memoryCase('shows the passage that matches', async ({ forUser }) => {
    const alice = forUser('alice')
    const content = `${'Nothing of note happened. '.repeat(80)}The zeppelin landed. ${'Then it rained. '.repeat(80)}`
    await alice.save({ type: 'discovery', title: 'Diary', content })
    const [found] = await alice.search('zeppelin')
    assert.ok(
      found !== undefined && found.snippet.includes('zeppelin'),
      'the snippet does not show the match',
    )
    assert.ok(found.snippet.length < content.length / 2, 'the snippet is not short')
    assert.deepEqual(
      found.highlights.map(([start, end]) => found.snippet.slice(start, end)),
      ['zeppelin'],
    )
  }),

  memoryCase(
    'gives scores between 0 and 1 that fall, and the same order every time',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (let number = 0; number < 12; number++) {
        await alice.save({ type: 'pattern', title: 'Same', content: 'same words', topicKey: `key/${number}` })
        // In a session of its own: neighbours may lend one another weight.
        await alice.endSession('over')
      }
      const found = await alice.search('same words', { limit: 20 })
      assertOrdered(found)
      assert.equal(new Set(found.map(({ score }) => score)).size, 1)
      const byId = ids(found).toSorted((a, b) => a - b)
      assert.ok(
        [byId.join(), byId.toReversed().join()].includes(ids(found).join()),
        'equal scores are not ordered by id',
      )
      assert.deepEqual(await alice.search('same words', { limit: 20 }), found)
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'prefers the recent, then the much revised, among equal matches',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const note = { type: 'discovery', title: 'Note', content: 'about ferries' }
      await alice.save({ ...note, topicKey: 'old' })
      clock.advance(30 * day)
      await alice.save({ ...note, topicKey: 'new' })
      await alice.save({ ...note, content: 'about trains', topicKey: 'revised' })
      await alice.save({ ...note, topicKey: 'revised' })
      const found = await alice.search('ferries')
      assert.deepEqual(
        found.map(({ topicKey }) => topicKey),
        ['revised', 'new', 'old'],
      )
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'says how a score came about, and it adds up',
    async ({ forUser, clock }) => {
      const alice = await furnished(forUser('alice'))
      clock.advance(15 * day)
      const { results, emptyBecause } = await alice.search('oven left', { explain: true })
      assert.equal(emptyBecause, null)
      assert.equal(results.length, 2)
      for (const { score, parts } of results) {
        sameNumber(score, parts.relevance * (0.85 + 0.1 * parts.recency + 0.05 * parts.revision))
        sameNumber(parts.recency, 2 ** -0.5)
        sameNumber(parts.revision, 0.1)
      }
      const plain = await alice.search('oven left')
      assert.deepEqual(
        plain,
        results.map(({ parts: _parts, ...compact }) => compact),
      )
    },
    { needs: ['clock', 'explain'] },
  ),

  memoryCase(
    'says why there is nothing',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await furnished(forUser('bob'))
      assert.equal((await alice.search('oven', { explain: true })).emptyBecause, 'no_observations')
      await furnished(alice)
      assert.equal((await alice.search('giraffe', { explain: true })).emptyBecause, 'no_match')
      const filtered = await alice.search('oven', { explain: true, types: ['profile'] })
      assert.deepEqual(filtered, { results: [], emptyBecause: 'filtered' })
    },
    { needs: ['explain'] },
  ),
]

async function furnished(memory: UserMemory): Promise<UserMemory> {
  for (const draft of kitchen) await memory.save(draft)
  return memory
}

function ids(found: readonly Compact[]): number[] {
  return found.map(({ id }) => id)
}

function assertOrdered(found: readonly Compact[]): void {
  for (const [index, { score }] of found.entries()) {
    assert.ok(score >= 0 && score <= 1, `${score} is no score`)
    assert.ok(index === 0 || score <= (found[index - 1]?.score ?? 0), 'a better one comes later')
  }
}
