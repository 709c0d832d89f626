import fc from 'fast-check'
import { expect, describe, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { keyOf } from '../../src/stores/sqlite/rows.ts'
import type { PostingList } from '../../src/search/corpus.ts'
import { decodeDocuments } from '../../src/stores/tables/document-chunks.ts'
import { SearchCache, type KeptIndex } from '../../src/stores/sqlite/search-cache.ts'
import { indexText } from '../../src/stores/sqlite/term-index.ts'
import { freshPath } from './fresh-folder.ts'

const words = ['lemon', 'ferry', 'harbour', 'the', 'winter', 'memory']
const users = ['alice', 'bob', 'carol']
const anyUser = fc.constantFrom(...users)
const text = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 })
  .map((some) => some.join(' '))
/** Through the connection with the cache, or through another one that writes to the same file. */
const isForeign = fc.boolean()

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('save' as const),
      user: anyUser,
      text,
      isForeign,
      topic: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('saveTogether' as const),
      user: anyUser,
      texts: fc.array(text, { minLength: 2, maxLength: 5 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail' as const), user: anyUser, text }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('forget' as const),
      user: anyUser,
      id: fc.integer({ min: 1, max: 8 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), user: anyUser, isForeign }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('move' as const), user: anyUser, to: anyUser }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('search' as const), user: anyUser, text }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function take(taken: Step, cached: ILabMemory, foreign: ILabMemory): Promise<void> {
  const memory = 'isForeign' in taken && taken.isForeign ? foreign : cached
  const handle = memory.forUser(taken.user)
  switch (taken.does) {
    case 'save': {
      const draft = { type: 'pattern', title: 'lemon', content: taken.text }
      // Zero: a topic of its own, so that it is revised again and again.
      await handle.save(taken.topic === 0 ? { ...draft, topicKey: 'harbour' } : draft)
      return
    }
    case 'saveTogether':
      await Promise.all(
        taken.texts.map((content) => handle.save({ type: 'pattern', title: 'ferry', content })),
      )
      return
    case 'fail': {
      // The second one makes the transaction of both roll back and run again.
      const full = { type: 'pattern', title: 'x'.repeat(1_000), content: taken.text }
      await Promise.allSettled([handle.save({ ...full, title: 'ferry' }), handle.save(full)])
      return
    }
    case 'forget':
      await handle.forget(taken.id)
      return
    case 'erase':
      await handle.erase()
      return
    case 'move':
      await cached.forUser(taken.to).import(handle.export())
      return
    case 'search':
      expect(await cached.forUser(taken.user).search(taken.text)).toEqual(
        await foreign.forUser(taken.user).search(taken.text),
      )
  }
}

describe('what is kept of the index in memory', () => {
  for (const searchCacheBytes of [16 * 2 ** 20, 20_000]) {
    test(`R12 changes no answer, with room for ${searchCacheBytes} bytes`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
          const path = freshPath()
          const common = { clock: () => 1_800_000_000_000, quota: { bytes: 900 } }
          await using cached = await ILabMemory.fromPath(path, { ...common, searchCacheBytes })
          await using foreign = await ILabMemory.fromPath(path, { ...common, searchCacheBytes: 0 })
          for (const taken of steps) await take(taken, cached, foreign)
          for (const userId of users) {
            for (const word of words)
              await take({ does: 'search', user: userId, text: word }, cached, foreign)
          }
        }),
        { numRuns: 60 },
      )
    }, 120_000)
  }
})

const [alice, bob] = [1, 2]
const version = 7

function listOf(occurrences: number): PostingList {
  return {
    ids: new Int32Array(occurrences).fill(1),
    positions: Int32Array.from({ length: occurrences }, (_, i) => i),
  }
}

const list = (ids: number[], positions: number[]): PostingList => ({
  ids: Int32Array.from(ids),
  positions: Int32Array.from(positions),
})

/** What is kept under a term; null where it would be read, which this does not change. */
function keptOf(cache: SearchCache, user: number, term: string): PostingList | null {
  const nothing = new Error('it would be read')
  try {
    return cache.ofUser(user, version).list(term, () => {
      throw nothing
    })
  } catch (error) {
    if (error === nothing) return null
    throw error
  }
}

function keep(kept: KeptIndex, term: string, what: PostingList): void {
  expect(kept.list(term, () => what)).toBe(what)
}

function add(user: number, id: number, ...terms: string[]): Parameters<SearchCache['follow']>[0] {
  return { key: keyOf(user, id), remove: null, add: indexText(user, terms) }
}

describe('the cache', () => {
  test('R12 finds nothing of one user for another', () => {
    const cache = new SearchCache(100_000)
    keep(cache.ofUser(alice, version), 'lemon', listOf(3))
    expect(keptOf(cache, bob, 'lemon')).toBeNull()
    expect(keptOf(cache, alice, 'lemon')).toEqual(listOf(3))
  })

  test('puts a new observation at the end of the lists that it belongs into', () => {
    const cache = new SearchCache(100_000)
    const kept = cache.ofUser(alice, version)
    keep(kept, 'lemon', listOf(2))
    keep(kept, 'ferry', listOf(1))
    keep(kept, 'winter', listOf(0))
    cache.follow(add(alice, 5, 'lemon', 'winter', 'lemon'))
    cache.follow(add(bob, 6, 'lemon', 'winter', 'ferry'))
    expect(keptOf(cache, alice, 'lemon')).toEqual(list([1, 1, 5, 5], [0, 1, 0, 2]))
    expect(keptOf(cache, alice, 'winter')).toEqual(list([5], [1]))
    expect(keptOf(cache, alice, 'ferry')).toEqual(listOf(1))
  })

  test('reads a list anew into which something comes before what is there', () => {
    const cache = new SearchCache(100_000)
    const kept = cache.ofUser(alice, version)
    keep(kept, 'lemon', list([5], [0]))
    keep(kept, 'ferry', list([2], [0]))
    cache.follow(add(alice, 3, 'lemon', 'ferry'))
    expect(keptOf(cache, alice, 'lemon')).toBeNull()
    expect(keptOf(cache, alice, 'ferry')).toEqual(list([2, 3], [0, 1]))
  })

  test('reads the document table anew after a save of the user, and of nobody else', () => {
    const cache = new SearchCache(100_000)
    const [first, second] = [decodeDocuments([], []), decodeDocuments([], [])]
    const kept = cache.ofUser(alice, version)
    expect(kept.documents(() => first)).toBe(first)
    cache.follow(add(bob, 1, 'lemon'))
    expect(kept.documents(() => second)).toBe(first)
    cache.follow(add(alice, 1, 'lemon'))
    expect(kept.documents(() => second)).toBe(second)
  })

  test('drops lists that nobody asked for while much was saved, and keeps the others', () => {
    const cache = new SearchCache(1_000_000)
    const kept = cache.ofUser(alice, version)
    keep(kept, 'lemon', listOf(0))
    keep(kept, 'ferry', listOf(0))
    for (let id = 1; id <= 200; id++) {
      cache.follow(add(alice, id, 'lemon', 'ferry'))
      expect(keptOf(cache, alice, 'ferry')?.ids).toHaveLength(id)
    }
    expect(keptOf(cache, alice, 'lemon')).toBeNull()
  })

  test.each([
    ['removed', { key: keyOf(alice, 1), remove: indexText(alice, ['ferry']), add: null }],
    [
      'revised',
      { key: keyOf(alice, 1), remove: indexText(alice, ['ferry']), add: indexText(alice, ['winter']) },
    ],
  ])('R45 forgets all of a user of whom something is %s, and nobody else', (_, change) => {
    const cache = new SearchCache(100_000)
    keep(cache.ofUser(alice, version), 'lemon', listOf(3))
    keep(cache.ofUser(bob, version), 'lemon', listOf(3))
    cache.follow(change)
    expect(keptOf(cache, alice, 'lemon')).toBeNull()
    expect(keptOf(cache, bob, 'lemon')).toEqual(listOf(3))
  })

  test('forgets everything once another connection has written', () => {
    const cache = new SearchCache(100_000)
    keep(cache.ofUser(alice, version), 'lemon', listOf(3))
    const later = listOf(4)
    keep(cache.ofUser(alice, version + 1), 'lemon', later)
  })
})

describe('the room of the cache', () => {
  test('R37 is kept to, and whoever searched longest ago is dropped', () => {
    const cache = new SearchCache(16_000)
    for (let user = 1; user <= 60; user++) {
      keep(cache.ofUser(user, version), 'lemon', listOf(50))
      cache.ofUser(1, version)
      expect(cache.bytes).toBeLessThanOrEqual(16_000)
    }
    expect([1, 2, 60].map((user) => keptOf(cache, user, 'lemon') !== null)).toEqual([true, false, true])
  })

  test('R37 is nobody’s alone: one user drives out only what is theirs, the oldest first', () => {
    const cache = new SearchCache(80_000)
    keep(cache.ofUser(bob, version), 'lemon', listOf(3))
    const kept = cache.ofUser(alice, version)
    for (let i = 0; i < 1_000; i++) keep(kept, `word${i}`, listOf(10))
    keep(kept, 'the', listOf(1_000_000))
    expect(cache.bytes).toBeLessThanOrEqual(80_000 / 8 + 1_000)
    expect(['word0', 'word999', 'the'].map((term) => keptOf(cache, alice, term) !== null)).toEqual([
      false,
      true,
      false,
    ])
    expect(keptOf(cache, bob, 'lemon')).toEqual(listOf(3))
  })

  test('R37 is not taken up by one user’s long text either', () => {
    const cache = new SearchCache(80_000)
    for (const user of [bob, alice]) keep(cache.ofUser(user, version), 'lemon', listOf(3))
    cache.follow(add(alice, 2, ...Array.from({ length: 2_000 }, () => 'lemon')))
    expect(keptOf(cache, alice, 'lemon')).toBeNull()
    expect(keptOf(cache, bob, 'lemon')).toEqual(listOf(3))
  })

  test.each([0, 500, 3_000, 20_000])('of %i bytes is kept to while users save', (most) => {
    const cache = new SearchCache(most)
    for (let id = 1; id <= 300; id++) {
      for (const user of [1, 2, 3, 4]) {
        if (id % 50 === 1) keep(cache.ofUser(user, version), `word${id}`, listOf(0))
        const long = id % 70 === 0 ? 5_000 : 2
        cache.follow(add(user, id, ...Array.from({ length: long }, () => 'lemon')))
        expect(cache.bytes).toBeLessThanOrEqual(most)
      }
    }
    cache.clear()
    expect(cache.bytes).toBe(0)
  })
})
