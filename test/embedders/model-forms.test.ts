import { MockEmbeddingModelV3, MockEmbeddingModelV4 } from 'ai/test'
import { expect, test } from 'vitest'
import { aiSdk, transformersJs, type ExtractorForm } from '../../src/embedders/index.ts'

const { signal } = new AbortController()

test.each([
  ['6', MockEmbeddingModelV3],
  ['7', MockEmbeddingModelV4],
])('aiSdk takes a model of version %s, and never more texts than it takes', async (_, Model) => {
  const calls: string[][] = []
  const model = new Model({
    maxEmbeddingsPerCall: 2,
    doEmbed: ({ values }: { values: string[] }) => {
      calls.push(values)
      return Promise.resolve({ embeddings: values.map((value) => [value.length, 1]), warnings: [] })
    },
  })
  const embedder = aiSdk(model, { id: 'mock', dimensions: 2 })
  expect(await embedder.embed(['a', 'bb', 'ccc'], { kind: 'document', signal })).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
  ])
  expect(calls).toEqual([['a', 'bb'], ['ccc']])
  expect(embedder).toMatchObject({ id: 'mock', dimensions: 2 })
})

test('transformersJs cuts the tensor into vectors and frees it', async () => {
  const asked: unknown[] = []
  let freed = 0
  const extractor: ExtractorForm = (texts, options) => {
    asked.push([texts, options])
    const data = Float32Array.from(texts.flatMap((text) => [text.length, 0.5]))
    return Promise.resolve({ dims: [texts.length, 2], data, dispose: () => freed++ })
  }
  const prefixes = { query: 'query: ', document: 'passage: ' }
  const embedder = transformersJs(extractor, { id: 'e5', dimensions: 2, prefixes })
  const vectors = await embedder.embed(['a', 'bb'], { kind: 'query', signal })
  expect(vectors.map((vector) => [...(vector as Float32Array)])).toEqual([
    [8, 0.5],
    [9, 0.5],
  ])
  expect(asked).toEqual([[['query: a', 'query: bb'], { pooling: 'mean', normalize: true }]])
  expect(freed).toBe(1)
  expect(embedder.id).toBe('e5:mean:query: |passage: ')
})
