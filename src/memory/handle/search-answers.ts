import type { Compact, SearchExplanation } from '../../core/model.ts'
import type { SearchAnswer } from '../../core/store.ts'

/** Drops the parts of a result's score. */
export function withoutParts(result: SearchAnswer['results'][number]): Compact {
  const { id, type, title, topicKey, score, snippet, highlights, updatedAt } = result
  return { id, type, title, topicKey, score, snippet, highlights, updatedAt }
}

/** Shapes an answer as `search` with `explain` returns it. */
export function explained({ results, emptyBecause }: SearchAnswer): SearchExplanation {
  return { results: [...results], emptyBecause }
}
