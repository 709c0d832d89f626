import { draftSchema } from '../../src/core/schemas/save.ts'
import { searchOptionsSchema } from '../../src/core/schemas/search.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import type { Memory, PrecisionSet, Question } from './sets.ts'

/** The options that one measurement uses. */
export interface Variant {
  readonly name: string
  /** Saves the keywords of the memories. */
  readonly keywords: boolean
  /** Uses the questions' own options. */
  readonly filters: boolean
  readonly minShare: number
}

/** A question's results, and how good they are. */
export interface Answer {
  readonly question: Question
  /** Topic keys of the results, best first. */
  readonly got: readonly string[]
  /** Share of the answers among the results; 1 where there is no answer to find. */
  readonly recall: number
  /** Share of answers among the results; 1 where nothing was found and nothing answers. */
  readonly precision: number
  readonly isExact: boolean
}

/** Tells whether observations have keywords. Until then they stand behind the title, which is indexed in the same way. */
export const knowsKeywords = 'keywords' in draftSchema().shape
/** Tells whether a search filters by prefix. Until then the bench filters the results of a search without limits. */
export const knowsPrefix = 'topicKeyPrefix' in searchOptionsSchema().shape

const limit = 10

/** Saves the memories of a set. */
export const saveAll = async (
  user: UserMemory,
  { memories }: PrecisionSet,
  withKeywords: boolean,
): Promise<void> => {
  for (const memory of memories) await user.save(withKeywords ? inWords(memory) : withoutKeywords(memory))
}

const withoutKeywords = ({ key, type, title, content }: Memory) => ({ topicKey: key, type, title, content })

const inWords = (memory: Memory) => {
  const draft = withoutKeywords(memory)
  const { keywords = [] } = memory
  if (keywords.length === 0) return draft
  return knowsKeywords
    ? { ...draft, keywords: [...keywords] }
    : { ...draft, title: `${draft.title} (${keywords.join(', ')})` }
}

const resultsOf = async (
  user: UserMemory,
  { ask, options = {} }: Question,
  variant: Variant,
): Promise<string[]> => {
  const { topicKeyPrefix, types, minShare = variant.minShare } = variant.filters ? options : {}
  if (topicKeyPrefix !== undefined && !knowsPrefix) {
    const all = await user.search(ask, { types, limit: 1_000 })
    const found = all.filter(({ topicKey }) => topicKey?.startsWith(topicKeyPrefix))
    const least = minShare * (found[0]?.score ?? 0)
    return found.filter(({ score }) => score >= least).map(({ topicKey }) => topicKey ?? '')
  }
  const filter = topicKeyPrefix === undefined ? { types } : { types, topicKeyPrefix }
  const found = await user.search(ask, { ...filter, minShare, limit })
  return found.map(({ topicKey }) => topicKey ?? '')
}

/** Asks one question. */
export const ask = async (user: UserMemory, question: Question, variant: Variant): Promise<Answer> => {
  const got = (await resultsOf(user, question, variant)).slice(0, limit)
  const right = got.filter((key) => question.answers.includes(key)).length
  const recall = question.answers.length === 0 ? 1 : right / question.answers.length
  const precision = got.length === 0 ? Number(question.answers.length === 0) : right / got.length
  return { question, got, recall, precision, isExact: recall === 1 && right === got.length }
}
