import { describe, expect, test } from 'vitest'
import {
  VectorCache,
  type NumberedBlock,
  type VectorSource,
} from '../../../src/stores/sqlite/index/vector-cache.ts'
import { SearchCache } from '../../../src/stores/sqlite/index/search-cache.ts'

const [alice, bob] = [1, 2]
const dimensions = 8
const roomy = 1_000_000

/** A chunk of one vector, as a row of the file holds it. */
const blockOf = (chunk: number, value: number): NumberedBlock => ({
  chunk,
  ids: Int32Array.of(chunk * 64),
  scales: Float32Array.of(1),
  values: new Int8Array(dimensions).fill(value),
})

/** A file with chunks that tells how often it was read. */
class File implements VectorSource {
  readonly chunks: Map<number, NumberedBlock>
  reads: (number | 'all')[] = []

  constructor(chunks: readonly number[], value = 1) {
    this.chunks = new Map(chunks.map((chunk) => [chunk, blockOf(chunk, value)]))
  }

  all(): NumberedBlock[] {
    this.reads.push('all')
    return [...this.chunks.values()]
  }

  one(chunk: number): NumberedBlock | null {
    this.reads.push(chunk)
    return this.chunks.get(chunk) ?? null
  }
}

describe('the cache of vectors', () => {
  test('R12 finds nothing of one user for another', () => {
    const cache = new VectorCache(roomy)
    const [ours, theirs] = [new File([0, 1], 1), new File([0], 2)]
    expect(cache.blocks(alice, 1, ours)).toEqual(ours.all())
    expect(cache.blocks(bob, 1, theirs)).toEqual(theirs.all())
    expect(cache.blocks(alice, 1, ours)).toEqual([blockOf(0, 1), blockOf(1, 1)])
  })

  test('reads a user once, then the chunks alone that a write has changed, made or emptied', () => {
    const cache = new VectorCache(roomy)
    const file = new File([0, 1, 2])
    cache.blocks(alice, 1, file)
    expect(cache.blocks(alice, 1, file)).toHaveLength(3)
    file.chunks.set(1, blockOf(1, 9))
    file.chunks.set(3, blockOf(3, 9))
    file.chunks.delete(2)
    for (const chunk of [1, 2, 3]) cache.drop(alice, chunk)
    cache.drop(bob, 0)
    expect(cache.blocks(alice, 1, file)).toEqual([blockOf(0, 1), blockOf(1, 9), blockOf(3, 9)])
    expect(file.reads).toEqual(['all', 1, 2, 3])
    cache.blocks(alice, 1, file)
    expect(file.reads).toHaveLength(4)
  })

  test('R45 holds nothing of a user who is forgotten, nor of a chunk that is dropped', () => {
    const cache = new VectorCache(roomy)
    cache.blocks(alice, 1, new File([0, 1]))
    const before = cache.bytes
    cache.drop(alice, 0)
    expect(cache.bytes).toBeLessThan(before)
    cache.forget(alice)
    expect(cache.bytes).toBe(0)
    const later = new File([5], 7)
    expect(cache.blocks(alice, 1, later)).toEqual([blockOf(5, 7)])
  })

  test('is cleared once another connection has written', () => {
    const cache = new SearchCache(roomy, roomy)
    cache.ofUser(alice, 1).vectors(new File([0]))
    expect(cache.ofUser(alice, 1).vectors(new File([]))).toHaveLength(1)
    expect(cache.ofUser(bob, 2).vectors(new File([]))).toEqual([])
    expect(cache.ofUser(alice, 2).vectors(new File([]))).toEqual([])
  })

  test('outlives an index change of its user, which says nothing of vectors', () => {
    const cache = new SearchCache(roomy, roomy)
    cache.ofUser(alice, 1).vectors(new File([0]))
    cache.forget(alice)
    expect(cache.vectors.bytes).toBeGreaterThan(0)
    cache.clear()
    expect(cache.vectors.bytes).toBe(0)
  })
})

describe('the room of the cache of vectors', () => {
  test('R37 is kept to, and the user who searched longest ago is dropped', () => {
    const cache = new VectorCache(10_000)
    const files = Array.from({ length: 40 }, () => new File([0]))
    for (const [user, file] of files.entries()) {
      cache.blocks(user, 1, file)
      cache.blocks(0, 1, files[0]!)
      expect(cache.bytes).toBeLessThanOrEqual(10_000)
    }
    for (const user of [0, 1, 39]) cache.blocks(user, 1, files[user]!)
    expect([0, 1, 39].map((user) => files[user]!.reads.length)).toEqual([1, 2, 1])
  })

  test('R37 is no one user’s alone: more than a quarter is read each time, and drives nothing out', () => {
    const cache = new VectorCache(10_000)
    const [small, large] = [new File([0]), new File([0, 1, 2, 3, 4])]
    cache.blocks(bob, 1, small)
    expect(cache.blocks(alice, 1, large)).toHaveLength(5)
    expect(cache.blocks(alice, 1, large)).toHaveLength(5)
    cache.blocks(bob, 1, small)
    expect([small.reads, large.reads]).toEqual([['all'], ['all', 'all']])
  })

  test('R37 is kept to by a user who grows', () => {
    const cache = new VectorCache(10_000)
    const file = new File([0])
    cache.blocks(alice, 1, file)
    for (let chunk = 1; chunk < 50; chunk++) {
      file.chunks.set(chunk, blockOf(chunk, 1))
      cache.drop(alice, chunk)
      expect(cache.bytes).toBeLessThanOrEqual(10_000)
      expect(cache.blocks(alice, 1, file)).toHaveLength(chunk + 1)
      expect(cache.bytes).toBeLessThanOrEqual(10_000 / 4)
    }
  })

  test('R37 counts the whole buffer that a block keeps', () => {
    const cache = new VectorCache(roomy)
    const data = new ArrayBuffer(25_000)
    const values = new Int8Array(data, 4)
    cache.blocks(alice, 1, { all: () => [{ ...blockOf(0, 1), values }], one: () => null })
    expect(cache.bytes).toBeGreaterThan(25_000)
  })

  test('of 0 bytes keeps nothing', () => {
    const cache = new VectorCache(0)
    const file = new File([0])
    for (let i = 0; i < 2; i++) cache.blocks(alice, 1, file)
    expect([cache.bytes, file.reads]).toEqual([0, ['all', 'all']])
  })
})
