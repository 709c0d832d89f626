import { expect, test } from 'vitest'
import { cosineOf, packVector } from '../../src/search/sense/packed-vector.ts'
import { wordEmbedder, type EmbedderFault } from '../../src/testing/word-embedder.ts'

const options = { kind: 'document', signal: new AbortController().signal } as const
const cosine = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  cosineOf(packVector(one)!, packVector(other)!)

test('texts that share words or synonyms are near, others are not', async () => {
  const embedder = wordEmbedder({ synonyms: [['car', 'automobile']] })
  const [car, automobile, peanuts] = await embedder.embed(
    ['The car', 'the Automobile', 'no peanuts'],
    options,
  )
  expect(cosine(car!, automobile!)).toBeCloseTo(1, 6)
  expect(Math.abs(cosine(car!, peanuts!))).toBeLessThan(0.5)
  expect(car).toHaveLength(64)
})

test('a text without a word has a vector, too', async () => {
  const [vector] = await wordEmbedder().embed(['…'], options)
  expect(packVector(vector!)).not.toBeNull()
})

test.each([
  ['too few', (vectors: readonly ArrayLike<number>[]) => vectors.length === 1],
  ['wrong dimensions', ([, last]: readonly ArrayLike<number>[]) => last!.length === 63],
  ['not a number', ([, last]: readonly ArrayLike<number>[]) => packVector(last!) === null],
  ['zero vector', ([, last]: readonly ArrayLike<number>[]) => packVector(last!) === null],
] as const)('fails with %s in the call that it is told', async (fault, isFaulty) => {
  const embedder = wordEmbedder({ faultOf: ({ number }) => (number === 2 ? fault : undefined) })
  expect(isFaulty(await embedder.embed(['a', 'b'], options))).toBe(false)
  expect(isFaulty(await embedder.embed(['a', 'b'], options))).toBe(true)
  expect(embedder.calls.map(({ number }) => number)).toEqual([1, 2])
})

test('throws when told, waits when told, and a wait ends with the signal', async () => {
  const faults: (EmbedderFault | undefined)[] = ['throws', { delay: new Promise(() => {}) }]
  const embedder = wordEmbedder({ faultOf: () => faults.shift() })
  await expect(embedder.embed(['a'], options)).rejects.toThrow('The model failed.')
  const stop = new AbortController()
  const waiting = embedder.embed(['a'], { ...options, signal: stop.signal })
  stop.abort(new Error('too late'))
  await expect(waiting).rejects.toThrow('too late')
  await expect(embedder.embed(['a'], options)).resolves.toHaveLength(1)
  await embedder.close?.()
  expect(embedder.isClosed).toBe(true)
})
