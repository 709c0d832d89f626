import { MemoryError } from '../../src/core/errors/errors.ts'
import type { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type { Language } from '../../src/search/corpus.ts'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { indexEntries } from '../../test/search/memory-index.ts'
import { plainBm25 } from '../retrieval/plain-bm25.ts'
import type { Clock } from './ask.ts'
import type { LanguagePart } from './sets.ts'

/** Opens an empty memory for texts of a language. Errors: `invalid_input` for a language that it does not know. */
export type OpenLanguage = (clock: Clock, language: Language) => Promise<ILabMemory>

const limit = 10
const cuts = [1, 5, 10] as const
const dayMs = 86_400_000
const firstDay = Date.UTC(2026, 2, 1, 12)

/** Counts the questions with the right observation among the first `cut`. */
export interface Recall {
  readonly cut: (typeof cuts)[number]
  readonly ours: number
  readonly plain: number
}

export interface LanguageOutcome {
  readonly name: string
  readonly language: Language
  readonly questions: number
  readonly recalls: readonly Recall[]
  /** Questions of which another observation comes first. */
  readonly misses: readonly string[]
}

/** Places of the right observations, from 1; infinity where one is not among the ten. */
const ourPlaces = async (part: LanguagePart, language: Language, open: OpenLanguage): Promise<number[]> => {
  const clock = { now: 0 }
  await using memory = await open(clock, language)
  const user = memory.forUser('user')
  const ids: number[] = []
  for (const [day, { title, content }] of part.memories.entries()) {
    clock.now = firstDay + day * dayMs
    ids.push((await user.save({ type: 'discovery', title, content })).id)
  }
  clock.now += dayMs
  const places: number[] = []
  for (const [index, { ask }] of part.memories.entries()) {
    const found = await user.search(ask, { limit })
    places.push(placeOf(ids[index]!, found))
  }
  return places
}

/** The same by BM25 over all terms of the question. */
const plainPlaces = ({ memories }: LanguagePart, language: Language): number[] => {
  const analyzer = createAnalyzer(language)
  const corpus = indexEntries(memories, analyzer)
  return memories.map(({ ask }, index) => {
    const terms = [...new Set(analyzer.terms(ask))]
    return placeOf(index + 1, plainBm25(terms, corpus, limit))
  })
}

const placeOf = (id: number, found: readonly { readonly id: number }[]): number => {
  const place = found.findIndex((one) => one.id === id)
  return place === -1 ? Number.POSITIVE_INFINITY : place + 1
}

/** Compares our search with plain BM25 over the same terms; null where the memory does not know the language. */
export const compareLanguage = async (
  part: LanguagePart,
  language: Language,
  open: OpenLanguage,
): Promise<LanguageOutcome | null> => {
  try {
    const ours = await ourPlaces(part, language, open)
    const plain = plainPlaces(part, language)
    const within = (places: readonly number[], cut: number): number =>
      places.filter((place) => place <= cut).length
    return {
      name: part.name,
      language,
      questions: part.memories.length,
      recalls: cuts.map((cut) => ({ cut, ours: within(ours, cut), plain: within(plain, cut) })),
      misses: part.memories.filter((_, index) => ours[index] !== 1).map(({ ask }) => ask),
    }
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'invalid_input') return null
    throw error
  }
}

/** Values of `Config.language` to try for a part: none, its own, and the one that tells languages apart by itself. */
export const languagesFor = ({ language }: LanguagePart): Language[] =>
  ['none', language, 'auto'].filter((value) => value !== undefined) as Language[]
