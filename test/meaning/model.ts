import { wordEmbedder, type WordEmbedder } from '../../src/testing/index.ts'

/** Words of one meaning, for the model of these tests. */
export const synonyms = [
  ['car', 'automobile', 'vehicle'],
  ['food', 'meal', 'dinner'],
  ['tea', 'infusion'],
] as const

/** A model with these meanings. Its many dimensions keep other words apart. */
export function testModel(id = 'test'): WordEmbedder {
  return wordEmbedder({ id, synonyms, dimensions: 512 })
}
