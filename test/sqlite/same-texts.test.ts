import { expect, test } from 'vitest'
import type { StoredObservation } from '../../src/engine/port/stored.ts'
import { SameTexts } from '../../src/stores/sqlite/same-texts.ts'

const digest = 1

function stored(id: number, keywords: string[] | null, data: string | null = null): StoredObservation {
  return { id, keywords, data, digest, status: 'active' } as unknown as StoredObservation
}

test('returns what has the sought fields alone, ascending by id, after any changes', () => {
  const rows = [stored(1, ['a']), stored(3, null, '{}'), stored(5, ['a'], '{}'), stored(6, ['b'])]
  // So many that they are divided.
  const others = Array.from({ length: 9 }, (_, index) => stored(101 + index, ['other'], '"other"'))
  let reads = 0
  const texts = new SameTexts(() => {
    reads++
    return [...rows, ...others]
  })
  const idsOf = (keywords: string[] | null, data: string | null): number[] =>
    texts.of(digest, { status: 'active', keywords, data }).flatMap(({ id }) => (id < 100 ? id : []))
  expect(idsOf(null, null)).toEqual([1, 3, 5, 6])
  expect(idsOf(['a'], null)).toEqual([1, 5])
  expect(idsOf(null, '{}')).toEqual([3, 5])
  expect(idsOf(['b'], '{}')).toEqual([])
  texts.change(null, stored(4, ['a'], '{}'))
  texts.change(stored(6, ['b']), stored(6, ['b'], '{}'))
  texts.change(stored(5, ['a'], '{}'), { ...stored(5, ['a'], '{}'), digest: 2 })
  texts.change(stored(1, ['a']), null)
  expect(idsOf(null, null)).toEqual([3, 4, 6])
  expect(idsOf(['a'], null)).toEqual([4])
  expect(idsOf(null, '{}')).toEqual([3, 4, 6])
  expect(idsOf(['b'], '{}')).toEqual([6])
  expect(texts.of(digest, { status: 'pending', keywords: null, data: null })).toEqual([])
  expect(texts.of(digest)).toHaveLength(3 + others.length)
  expect(reads).toBe(1)
})
