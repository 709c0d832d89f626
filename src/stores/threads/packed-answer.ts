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
  /** Parts of a search by sense. */
  ofSense: Pick<Result['parts'], 'words' | 'meaning' | 'similarity'> | null,
]

/**
 * A search's answer without the names of its fields. Cloning writes and reads those names for each object, which costs
 * as much as the rest of a search in another thread.
 */
export type PackedAnswer = readonly [
  results: readonly PackedResult[],
  emptyBecause: SearchAnswer['emptyBecause'],
  meaning: SearchAnswer['meaning'],
]

export function packAnswer({ results, emptyBecause, meaning }: SearchAnswer): PackedAnswer {
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
      senseOf(parts),
    ],
  )
  return [packed, emptyBecause, meaning]
}

function senseOf({ words, meaning, similarity }: Result['parts']): PackedResult[13] {
  return words === undefined ? null : { words, meaning, similarity }
}

export function unpackAnswer([packed, emptyBecause, meaning]: PackedAnswer): SearchAnswer {
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
      ofSense,
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
      parts: { relevance, recency, revision, ...ofSense },
      observation,
    }),
  )
  return { results, emptyBecause, meaning }
}
