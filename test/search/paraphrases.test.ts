import { expect, test } from 'vitest'
import { readParaphrases } from '../../bench/meaning/paraphrases.ts'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { indexEntries, searchIndex } from './memory-index.ts'

test('no question of the benchmark of meaning shares a word with its memory', () => {
  const memories = readParaphrases()
  const analyzer = createAnalyzer('english')
  const index = indexEntries(memories, analyzer)
  const asked = memories.flatMap(({ question }, at) => (question === undefined ? [] : [{ question, at }]))
  expect(asked).toHaveLength(100)
  for (const { question, at } of asked)
    expect(searchIndex(question, index, analyzer, undefined, 300).map((found) => found.index)).not.toContain(
      at,
    )
})
