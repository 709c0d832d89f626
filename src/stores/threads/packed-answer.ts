import { compactText, keepCompactText, readCompactText } from '../../core/store/compact-text.ts'
import type { SearchAnswer, SearchRequest } from '../../core/store/store.ts'

type Result = SearchAnswer['results'][number]
type Parts = Result['parts']

/** The compacts of an answer as one text, and what a text of compacts has no place for. */
interface PackedCompacts extends Pick<SearchAnswer, 'emptyBecause' | 'meaning'> {
  readonly text: string
  /** Relevance, recency and revision of each result. */
  readonly parts: readonly number[]
  /** Parts of a search by sense; null where words alone counted. */
  readonly ofSense: readonly OfSense[] | null
}

type OfSense = Pick<Parts, 'words' | 'meaning' | 'similarity'>

/**
 * A search's answer on its way between threads. Compacts travel as JSON: to clone objects, each with the names of its fields,
 * costs as much as the rest of a search. The text is also what a server sends.
 */
export type PackedAnswer = PackedCompacts | SearchAnswer

export function packAnswer(answer: SearchAnswer): PackedAnswer {
  const { results, emptyBecause, meaning } = answer
  if (results.some(({ observation }) => observation !== null)) return answer
  const hasSense = results.some(({ parts }) => parts.words !== undefined)
  return {
    text: compactText(results),
    parts: results.flatMap(({ parts }) => [parts.relevance, parts.recency, parts.revision]),
    ofSense: hasSense ? results.map(({ parts }) => senseOf(parts)) : null,
    emptyBecause,
    meaning,
  }
}

function senseOf({ words, meaning, similarity }: Parts): OfSense {
  return { words, meaning, similarity }
}

export function unpackAnswer(packed: PackedAnswer): SearchAnswer {
  if ('results' in packed) return packed
  const { text, emptyBecause, meaning } = packed
  let results: readonly Result[] | undefined
  const answer: SearchAnswer = {
    /** Read when they are asked for: a server sends the text as it is. */
    get results() {
      return (results ??= resultsOf(packed))
    },
    emptyBecause,
    meaning,
  }
  keepCompactText(answer, text)
  return answer
}

function resultsOf({ text, parts, ofSense }: PackedCompacts): Result[] {
  return readCompactText(text).map((compact, i) => {
    const [relevance, recency, revision] = parts.slice(3 * i) as [number, number, number]
    return {
      ...compact,
      parts: { relevance, recency, revision, ...(ofSense?.[i]?.words === undefined ? null : ofSense[i]) },
      observation: null,
    }
  })
}

/** Writes a request as JSON, unless it holds a vector: JSON is read faster than a clone of named fields. */
export function packRequest(request: SearchRequest): SearchRequest | string {
  return request.sense === undefined ? JSON.stringify(request) : request
}

export function unpackRequest(packed: SearchRequest | string): SearchRequest {
  return typeof packed === 'string' ? (JSON.parse(packed) as SearchRequest) : packed
}
