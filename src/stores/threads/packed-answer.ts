import type { SearchAnswer } from '../../core/store/store.ts'

type Result = SearchAnswer['results'][number]

type PackedResult = readonly [
  id: number,
  type: string,
  title: string,
  topicKey: string | null,
  pinned: boolean,
  score: number,
  snippet: string,
  highlights: Result['highlights'],
  updatedAt: string,
  relevance: number,
  recency: number,
  revision: number,
  observation: Result['observation'],
]

/**
 * A search's answer without the names of its fields. Cloning writes and reads those names for each object, which costs
 * as much as the rest of a search in another thread.
 */
export type PackedAnswer = readonly [
  results: readonly PackedResult[],
  emptyBecause: SearchAnswer['emptyBecause'],
]

export function packAnswer({ results, emptyBecause }: SearchAnswer): PackedAnswer {
  const packed = results.map(
    ({
      id,
      type,
      title,
      topicKey,
      pinned,
      score,
      snippet,
      highlights,
      updatedAt,
      parts,
      observation,
    }): PackedResult => [
      id,
      type,
      title,
      topicKey,
      pinned,
      score,
      snippet,
      highlights,
      updatedAt,
      parts.relevance,
      parts.recency,
      parts.revision,
      observation,
    ],
  )
  return [packed, emptyBecause]
}

export function unpackAnswer([packed, emptyBecause]: PackedAnswer): SearchAnswer {
  const results = packed.map(
    ([
      id,
      type,
      title,
      topicKey,
      pinned,
      score,
      snippet,
      highlights,
      updatedAt,
      relevance,
      recency,
      revision,
      observation,
    ]): Result => ({
      id,
      type,
      title,
      topicKey,
      pinned,
      score,
      snippet,
      highlights,
      updatedAt,
      parts: { relevance, recency, revision },
      observation,
    }),
  )
  return { results, emptyBecause }
}
