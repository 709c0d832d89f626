import type { Compact, ScoreParts, SearchExplanation } from '../../core/model.ts'
import type { DocumentTable } from '../../search/corpus.ts'
import type { Hit } from '../../search/snippet/hits.ts'
import type { QueryPlan } from '../../search/query/plan.ts'
import type { Ranked } from '../../search/rank/rank.ts'
import { leadSnippet, makeSnippet, type Snippet } from '../../search/snippet/snippet.ts'
import type { SearchRequest } from '../../core/store.ts'
import type { ResultRow } from '../port/stored.ts'
import { isoTime } from '../../core/time.ts'

type TypeFilter = Pick<SearchRequest, 'types' | 'typesExclude'>

/** Tells whether a type passes the request's filter. */
export function acceptsType({ types, typesExclude }: TypeFilter, type: string): boolean {
  if (types !== null) return types.includes(type)
  return typesExclude === null || !typesExclude.includes(type)
}

/** The filter as ranking takes it; undefined where the request has none. */
export function documentFilter(
  filter: TypeFilter,
  documents: DocumentTable,
): ((index: number) => boolean) | undefined {
  if (filter.types === null && filter.typesExclude === null) return undefined
  const accepted = documents.typeNames.map((type) => acceptsType(filter, type))
  return (index) => accepted[documents.type[index]!] === true
}

/** Returns the reason for an empty search. `findsUnfiltered` is called only where a filter could be the reason. */
export function reasonForNothing(
  filter: TypeFilter,
  observations: number,
  findsUnfiltered: () => boolean,
): NonNullable<SearchExplanation['emptyBecause']> {
  if (observations === 0) return 'no_observations'
  const hasFilter = filter.types !== null || filter.typesExclude !== null
  return hasFilter && findsUnfiltered() ? 'filtered' : 'no_match'
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
  const { id, type, title, topicKey } = row
  return { id, type, title, topicKey, score, snippet, highlights, updatedAt: isoTime(row.updatedAt) }
}
