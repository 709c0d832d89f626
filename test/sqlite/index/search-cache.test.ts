import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, describe, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { keyOf } from '../../../src/stores/sqlite/tables/rows.ts'
import type { PostingList } from '../../../src/search/corpus.ts'
import { decodeDocuments, withRecord } from '../../../src/stores/shared/ranking-records.ts'
import { SearchCache, type KeptIndex } from '../../../src/stores/sqlite/index/search-cache.ts'
import { indexText } from '../../../src/stores/sqlite/index/term-index.ts'
import { freshPath } from '../fresh-folder.ts'

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

const record = {
  createdAt: 1,
  updatedAt: 1,
  contentLength: 1,
  titleLength: 1,
  session: 1,
  revision: 1,
  type: 0,
  flags: 0,
}

/** The kept data of a term; null where a search would have to read it. Asking changes nothing. */
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
    const cache = new SearchCache(40_000)
    for (let user = 1; user <= 60; user++) {
      keep(cache.ofUser(user, version), 'lemon', listOf(50))
      cache.ofUser(1, version)
      expect(cache.bytes).toBeLessThanOrEqual(40_000)
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

  test('R37 counts a document table by what was made for it, not by what is left in it', () => {
    const cache = new SearchCache(10_000_000)
    const kept = cache.ofUser(alice, version)
    const sparse = Array.from({ length: 100 }, (_, chunk) => withRecord(null, chunk * 64 + 63, record)!)
    const table = decodeDocuments(
      sparse.map((data, chunk) => [chunk, data]),
      ['pattern'],
    )
    expect(table.length).toBe(100)
    kept.documents(() => table)
    const columns = Object.values(table).filter((column) => ArrayBuffer.isView(column))
    const taken = columns.reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(taken).toBeGreaterThan(100_000)
    expect(cache.bytes).toBeGreaterThan(taken)
  })

  test('R37 is counted right where reading fails', () => {
    const cache = new SearchCache(100_000)
    const kept = cache.ofUser(alice, version)
    keep(kept, 'lemon', list([5], [0]))
    cache.follow(add(alice, 3, 'lemon'))
    expect(keptOf(cache, alice, 'lemon')).toBeNull()
    cache.forget(alice)
    expect(cache.bytes).toBe(0)
  })

  test('R37 holds what it counts: of a long word that was searched for, its first letters alone', async () => {
    await using memory = await ILabMemory.fromPath(freshPath())
    const handle = memory.forUser('alice')
    await handle.save({ type: 'pattern', title: 'lemon', content: 'ferry' })
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const used = (): number => {
      collect()
      return process.memoryUsage().heapUsed
    }
    const search = async (from: number): Promise<void> => {
      for (let i = from; i < from + 300; i++) await handle.search(`9${i}${'λ1'.repeat(4_990)}`)
    }
    await search(1_000)
    const before = used()
    await search(2_000)
    expect(used() - before).toBeLessThan(2_000_000)
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
