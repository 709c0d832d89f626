import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import wabt from 'wabt'
import { compiledDots, wideDots } from '../../src/search/sense/wide-dots.ts'
import { cosineOf, dot, dots, packVector, scaleOf } from '../../src/search/sense/packed-vector.ts'
import { packed, vectors } from './sense-vectors.ts'

const lengthOf = (vector: readonly number[]): number => Math.hypot(...vector)
const trueCosine = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0) / (lengthOf(one) * lengthOf(other))

test('a packed vector keeps the cosine to within what a byte a dimension can tell', () => {
  fc.assert(
    fc.property(vectors, vectors, (one, other) => {
      expect(Math.abs(cosineOf(packed(one), packed(other)) - trueCosine(one, other))).toBeLessThan(0.03)
    }),
  )
})

test('only the direction counts, not the length', () => {
  fc.assert(
    fc.property(vectors, fc.integer({ min: -60, max: 60 }), (vector, power) => {
      expect(packed(vector.map((value) => value * 2 ** power))).toEqual(packed(vector))
    }),
  )
})

test('a vector is as near to itself as can be, and the scale follows from its bytes', () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      const one = packed(vector)
      expect(cosineOf(one, one)).toBeCloseTo(1, 6)
      expect(scaleOf(one.values)).toBe(one.scale)
      expect(Math.fround(one.scale)).toBe(one.scale)
    }),
  )
})

test.each([
  ['zeros', [0, 0, 0]],
  ['a zero and a negative zero', [0, -0]],
  ['NaN', [1, Number.NaN, 2]],
  ['NaN first', [Number.NaN, 1]],
  ['infinity', [1, Number.NEGATIVE_INFINITY]],
  ['nothing', []],
])('%s have no direction', (_, vector) => {
  expect(packVector(vector)).toBeNull()
})

test.each([[[1e308, -1e308]], [[5e-324, 0]], [[1e-300, 1e-310]]])('%j can be packed', (vector) => {
  const one = packed(vector)
  expect(Math.max(...one.values.map(Math.abs))).toBe(127)
  expect(cosineOf(one, one)).toBeCloseTo(1, 6)
})

test('the product of bytes is exact', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -127, max: 127 }), fc.integer({ min: -127, max: 127 }))),
      (pairs) => {
        const one = Int8Array.from(pairs, ([value]) => value)
        const other = Int8Array.from([7, 7, 7, ...pairs.map(([, value]) => value)])
        expect(dot(one, other, 3)).toBe(pairs.reduce((sum, [a, b]) => sum + a * b, 0))
      },
    ),
  )
})

test('many products at once are the products one by one', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(16, 32, 48)),
      fc.array(fc.integer({ min: -127, max: 127 }), { maxLength: 300, size: 'max' }),
      (length, bytes) => {
        const one = Int8Array.from({ length }, (_, i) => 127 - 31 * i)
        const others = Int8Array.from(bytes)
        const expected = Array.from({ length: Math.floor(bytes.length / length) }, (_, i) =>
          dot(one, others, i * length),
        )
        expect([...dots(one, others)]).toEqual(expected)
      },
    ),
  )
})

test.each([
  ['more products than one call has room for', 16, 20_000],
  ['more bytes than one call has room for', 1_536, 1_500],
  ['the greatest products', 16_384, 70],
  ['more dimensions than fit', 16_400, 3],
])('%s are exact: %i dimensions, %i vectors', (_, length, count) => {
  const one = new Int8Array(length).fill(-127)
  const others = Int8Array.from({ length: length * count }, (_each, i) => (i % 251) - 125)
  others.fill(127, 0, length)
  const products = dots(one, others)
  expect(products).toHaveLength(count)
  const wrong = products.findIndex((product, i) => product !== dot(one, others, i * length))
  expect(wrong).toBe(-1)
})

test('the compiled product is what its text says', async () => {
  const compiler = await wabt()
  const text = readFileSync(new URL('../../src/search/sense/dots.wat', import.meta.url), 'utf8')
  const { buffer } = compiler.parseWat('dots.wat', text, { simd: true }).toBinary({})
  expect(Buffer.from(buffer).toString('base64')).toBe(compiledDots)
})

test('WebAssembly multiplies what fits into it', () => {
  expect(wideDots(new Int8Array(16).fill(3), new Int8Array(32).fill(2))).toEqual(Int32Array.of(96, 96))
})
