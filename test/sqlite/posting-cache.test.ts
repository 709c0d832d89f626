import fc from 'fast-check'
import { expect, describe, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { keyOf } from '../../src/stores/sqlite/rows.ts'
import { PostingCache } from '../../src/stores/sqlite/posting-cache.ts'
import { indexText } from '../../src/stores/sqlite/term-index.ts'
import { freshPath } from './fresh-folder.ts'

const words = ['lemon', 'ferry', 'harbour', 'the', 'winter', 'memory']
const users = ['alice', 'bob', 'carol']
const user = fc.constantFrom(...users)
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
      user,
      text,
      isForeign,
      topic: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('saveTogether' as const),
      user,
      texts: fc.array(text, { minLength: 2, maxLength: 5 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail' as const), user, text }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('forget' as const),
      user,
      id: fc.integer({ min: 1, max: 8 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), user, isForeign }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('move' as const), user, to: user }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('search' as const), user, text }) },
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

describe('posting lists that are kept in memory', () => {
  for (const searchCacheBytes of [16 * 2 ** 20, 20_000]) {
    test(`R12 change no answer, with room for ${searchCacheBytes} bytes`, async () => {
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

function listOf(occurrences: number): { ids: Int32Array; positions: Int32Array } {
  return {
    ids: new Int32Array(occurrences).fill(1),
    positions: Int32Array.from({ length: occurrences }, (_, i) => i),
  }
}

describe('the cache', () => {
  test('R12 finds no list of one user for another', () => {
    const cache = new PostingCache(10_000)
    cache.ofUser(alice, version).add('lemon', listOf(3))
    expect(cache.ofUser(bob, version).get('lemon')).toBeUndefined()
    expect(cache.ofUser(alice, version).get('lemon')).toEqual(listOf(3))
  })

  test('puts a new observation at the end of the lists that it belongs into', () => {
    const cache = new PostingCache(10_000)
    const lists = cache.ofUser(alice, version)
    lists.add('lemon', listOf(2))
    lists.add('ferry', listOf(1))
    lists.add('winter', listOf(0))
    cache.follow({ key: keyOf(alice, 5), remove: null, add: indexText(alice, ['lemon', 'winter', 'lemon']) })
    expect(lists.get('lemon')).toEqual({
      ids: Int32Array.of(1, 1, 5, 5),
      positions: Int32Array.of(0, 1, 0, 2),
    })
    expect(lists.get('winter')).toEqual({ ids: Int32Array.of(5), positions: Int32Array.of(1) })
    expect(lists.get('ferry')).toEqual(listOf(1))
  })

  test.each([
    ['is removed', { key: keyOf(alice, 1), remove: indexText(alice, ['ferry']), add: null }],
    [
      'is revised',
      { key: keyOf(alice, 1), remove: indexText(alice, ['ferry']), add: indexText(alice, ['winter']) },
    ],
  ])('R45 forgets all of a user of whom something %s, and nobody else', (_, change) => {
    const cache = new PostingCache(10_000)
    cache.ofUser(alice, version).add('lemon', listOf(3))
    cache.ofUser(bob, version).add('lemon', listOf(3))
    cache.follow(change)
    expect(cache.ofUser(alice, version).get('lemon')).toBeUndefined()
    expect(cache.ofUser(bob, version).get('lemon')).toBeDefined()
  })

  test('reads a list anew into which something comes before what is there', () => {
    const cache = new PostingCache(10_000)
    const lists = cache.ofUser(alice, version)
    lists.add('lemon', { ids: Int32Array.of(5), positions: Int32Array.of(0) })
    lists.add('ferry', { ids: Int32Array.of(2), positions: Int32Array.of(0) })
    cache.follow({ key: keyOf(alice, 3), remove: null, add: indexText(alice, ['lemon', 'ferry']) })
    expect(lists.get('lemon')).toBeUndefined()
    expect(lists.get('ferry')).toEqual({ ids: Int32Array.of(2, 3), positions: Int32Array.of(0, 1) })
  })

  test('drops lists that nobody asked for while much was saved, and keeps the others', () => {
    const cache = new PostingCache(1_000_000)
    const lists = cache.ofUser(alice, version)
    lists.add('lemon', listOf(0))
    lists.add('ferry', listOf(0))
    for (let id = 1; id <= 200; id++) {
      cache.follow({ key: keyOf(alice, id), remove: null, add: indexText(alice, ['lemon', 'ferry']) })
      if (lists.get('ferry') === undefined) throw new Error('ferry was asked for each time')
    }
    expect(lists.get('lemon')).toBeUndefined()
    expect(lists.get('ferry')?.ids).toHaveLength(200)
    for (let id = 201; id <= 400; id++)
      cache.follow({ key: keyOf(alice, id), remove: null, add: indexText(alice, ['lemon', 'ferry']) })
    expect(cache.bytes).toBe(0)
  })

  test('forgets everything once another connection has written', () => {
    const cache = new PostingCache(10_000)
    cache.ofUser(alice, version).add('lemon', listOf(3))
    expect(cache.ofUser(alice, version + 1).get('lemon')).toBeUndefined()
    expect(cache.bytes).toBe(0)
  })

  test('R37 keeps within its bytes, and drops whoever searched longest ago', () => {
    const cache = new PostingCache(8_000)
    for (let number = 1; number <= 30; number++) {
      cache.ofUser(number, version).add('lemon', listOf(50))
      cache.ofUser(1, version)
      expect(cache.bytes).toBeLessThanOrEqual(8_000)
    }
    const kept = Array.from({ length: 30 }, (_, i) => cache.ofUser(i + 1, version).get('lemon') !== undefined)
    expect(kept[0]).toBe(true)
    expect(kept[1]).toBe(false)
    expect(kept[29]).toBe(true)
  })

  test('R37 lets one user drive out only what is theirs', () => {
    const cache = new PostingCache(8_000)
    cache.ofUser(bob, version).add('lemon', listOf(3))
    const lists = cache.ofUser(alice, version)
    for (let i = 0; i < 1_000; i++) lists.add(`word${i}`, listOf(10))
    lists.add('the', listOf(1_000_000))
    expect(cache.bytes).toBeLessThanOrEqual(2_000)
    expect(cache.ofUser(bob, version).get('lemon')).toBeDefined()
  })

  test('grows with what is saved no further than its bytes', () => {
    const cache = new PostingCache(17_000)
    for (let number = 1; number <= 4; number++) cache.ofUser(number, version).add('a', listOf(0))
    for (let id = 1; id <= 500; id++) {
      for (let number = 1; number <= 4; number++)
        cache.follow({ key: keyOf(number, id), remove: null, add: indexText(number, ['a', 'a']) })
      expect(cache.bytes).toBeLessThanOrEqual(17_000)
    }
  })
})
