import { stemmer } from 'stemmer'
import { describe, expect, test } from 'vitest'
import { findFalseFinds, measureSet, type Clock } from '../../bench/expectations/ask.ts'
import { floors } from '../../bench/expectations/floors.ts'
import { compareLanguage, languagesFor } from '../../bench/expectations/languages.ts'
import {
  expectationSets,
  readExpectations,
  readFalseFinds,
  readLanguages,
} from '../../bench/expectations/sets.ts'
import type { Config } from '../../src/core/model.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../src/testing/index.ts'

const sets = { developer: readExpectations('developer'), everyday: readExpectations('everyday') }

const open = (clock: Clock, language: NonNullable<Config['language']> = 'english'): Promise<ILabMemory> =>
  Promise.resolve(new ILabMemory(createReferenceStore({ language }), { language, clock: () => clock.now }))

/** Words that a query may share with an observation without being about it. */
const commonWords = new Set(
  (
    'a an the is was are were be been it its that this they of to in on at by with for from what who whose where ' +
    'when why how do does did no not have has had i my we you so should would could can any there about get'
  ).split(' '),
)

const contentWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !commonWords.has(word)).map(stemmer)

describe('the sets', () => {
  test.each(expectationSets)('%s names observations that are there, each once', (name) => {
    for (const { memories, queries } of sets[name].users) {
      const ids = memories.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(queries.flatMap(({ finds }) => finds).filter((id) => !ids.includes(id))).toEqual([])
    }
  })

  test('false finds share no word with an observation', () => {
    for (const { set, user, queries } of readFalseFinds().users) {
      const memories = sets[set].users.find((one) => one.user === user)?.memories ?? []
      const stored = new Set(memories.flatMap(({ title, content }) => contentWords(`${title} ${content}`)))
      expect(queries.filter((query) => contentWords(query).some((word) => stored.has(word)))).toEqual([])
    }
  })
})

describe('what a person expects', () => {
  // Each expectation compares lists, so that a failure shows the queries at fault.
  test.each(expectationSets)('%s: the right observation comes first', async (name) => {
    const { first, queries, misses } = await measureSet(sets[name], open)
    const isReached = first / queries >= floors.firstAtLeast[name]
    expect(isReached ? [] : misses).toEqual([])
  })

  test('a word that is near a stored one finds nothing', async () => {
    const found = await findFalseFinds(readFalseFinds(), sets, open)
    expect(found.length <= floors.falseFindsAtMost ? [] : found).toEqual([])
  })

  test.each(readLanguages().languages)('$name: nothing that plain BM25 finds is lost', async (part) => {
    for (const language of languagesFor(part)) {
      const outcome = await compareLanguage(part, language, open)
      const below = outcome?.recalls.filter(({ ours, plain }) => plain - ours > floors.belowPlainAtMost)
      expect({ language, below: below ?? [] }).toEqual({ language, below: [] })
    }
  })
})
