import type { Compact, ScoreParts, SearchExplanation } from '../../core/model.ts'
import type { Hit } from '../../search/snippet/hits.ts'
import type { QueryPlan } from '../../search/query/plan.ts'
import type { Ranked } from '../../search/rank/rank.ts'
import { leadSnippet, makeSnippet, type Snippet } from '../../search/snippet/snippet.ts'
import type { CleanFilter } from '../../core/store/store.ts'
import type { ResultRow } from '../port/stored.ts'
import { isoTime } from '../../core/time.ts'
import { hasConditions } from './filter.ts'

/** Returns the reason for an empty search. Both functions are called only where they could be the reason. */
export function reasonForNothing(
  filter: CleanFilter,
  isEmpty: () => boolean,
  findsUnfiltered: () => boolean,
): NonNullable<SearchExplanation['emptyBecause']> {
  if (isEmpty()) return 'no_observations'
  return hasConditions(filter) && findsUnfiltered() ? 'filtered' : 'no_match'
}

/** A search result, with the passage that matched best. */
export function toResult(
  row: ResultRow,
  ranked: Ranked,
  plan: QueryPlan,
  hits: readonly Hit[],
): Compact & { parts: ScoreParts } {
  return {
    ...toCompact(row, ranked.score, makeSnippet(row.content, plan, hits)),
    parts: ranked.parts,
  }
}

/** A result that no query asked for, with the beginning of its content. */
export function toMemory(row: ResultRow, score: number): Compact {
  return toCompact(row, score, leadSnippet(row.content))
}

function toCompact(row: ResultRow, score: number, { snippet, highlights }: Snippet): Compact {
  const { id, type, title, topicKey, pinned } = row
  const updatedAt = isoTime(row.updatedAt)
  return { id, type, title, topicKey, pinned, score, snippet, highlights, updatedAt }
}
