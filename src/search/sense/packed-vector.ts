import { wideDots } from './wide-dots.ts'

/** A vector's direction in one byte a dimension. Sums over bytes are exact, so every machine computes the same cosines. */
export interface PackedVector {
  /** Each dimension in [-127, 127]; the greatest has 127 or -127. */
  readonly values: Int8Array
  /** Factor that makes the length of `values` 1, as a 32-bit float. */
  readonly scale: number
}

const greatestByte = 127

function greatestOf(vector: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < vector.length; i++) {
    const size = Math.abs(vector[i]!)
    if (!(size <= greatest)) greatest = size
    if (Number.isNaN(size)) return size
  }
  return greatest
}

/** Computes the factor that makes the length of packed values 1. A store that keeps the values alone calls it, too. */
export function scaleOf(values: Int8Array): number {
  return Math.fround(1 / Math.sqrt(dot(values, values, 0)))
}

/** Packs a vector; null for one without a direction: all zeros, or with a number that is not finite. */
export function packVector(vector: ArrayLike<number>): PackedVector | null {
  const greatest = greatestOf(vector)
  if (greatest === 0 || !Number.isFinite(greatest)) return null
  const values = new Int8Array(vector.length)
  for (let i = 0; i < values.length; i++) values[i] = Math.round((vector[i]! / greatest) * greatestByte)
  return { values, scale: scaleOf(values) }
}

/** Multiplies a packed vector with the one that begins at `start`, as an integer. */
export function dot(one: Int8Array, others: Int8Array, start: number): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum = (sum + Math.imul(one[i]!, others[start + i]!)) | 0
  return sum
}

/** Multiplies a packed vector with each of many that lie one after the other: this is most of a search. */
export function dots(one: Int8Array, others: Int8Array): Int32Array {
  const wide = wideDots(one, others)
  if (wide !== null) return wide
  const products = new Int32Array(Math.floor(others.length / one.length))
  for (let vector = 0; vector < products.length; vector++)
    products[vector] = dot(one, others, vector * one.length)
  return products
}

/** Cosine of two packed vectors of one length, in [-1, 1]. */
export function cosineOf(one: PackedVector, other: PackedVector): number {
  return toCosine(dot(one.values, other.values, 0), one.scale * other.scale)
}

/** Makes a cosine of an integer product; both scales are rounded, so that it is cut at 1. */
export function toCosine(product: number, scales: number): number {
  return Math.max(-1, Math.min(1, product * scales))
}
