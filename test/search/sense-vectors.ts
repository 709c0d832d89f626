import fc from 'fast-check'
import { packVector, type PackedVector } from '../../src/search/sense/packed-vector.ts'
import type { VectorBlock } from '../../src/search/sense/sense.ts'

/** Length of the vectors of these tests. */
const dimensions = 6

/** A vector with a direction, and without numbers so small that a product of them is none. */
export const vectors: fc.Arbitrary<number[]> = fc
  .array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: dimensions, maxLength: dimensions })
  .map((values) => values.map((value) => value / 1_000_000))
  .map((values) => (packVector(values) === null ? [1, ...values.slice(1)] : values))

/** Packs a vector that has a direction. */
export const packed = (vector: readonly number[]): PackedVector => {
  const result = packVector(vector)
  if (result === null) throw new Error('A vector without a direction.')
  return result
}

/** One vector of an observation. */
export interface Embedded {
  readonly id: number
  readonly vector: readonly number[]
}

/** Puts vectors, ascending by id, into blocks of at most `size`; those of one observation stay together. */
export const blocksOf = (all: readonly Embedded[], size: number): VectorBlock[] => {
  const blocks: Embedded[][] = []
  for (const each of all) {
    const last = blocks.at(-1)
    if (last === undefined || (last.length >= size && last.at(-1)!.id !== each.id)) blocks.push([each])
    else last.push(each)
  }
  return blocks.map((block) => {
    const packs = block.map(({ vector }) => packed(vector))
    return {
      ids: block.map(({ id }) => id),
      scales: Float32Array.from(packs, ({ scale }) => scale),
      values: Int8Array.from(packs.flatMap(({ values }) => [...values])),
    }
  })
}
