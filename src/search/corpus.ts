/** Facts about one observation, apart from its words. Bits of {@link DocumentTable.flags}. */
export const documentFlags = {
  /** Ends in a question mark. */
  asks: 1,
  /** Holds a first-person word. */
  firstPerson: 2,
  /** Holds a time word ("yesterday", "May"). */
  timeWord: 4,
  /** Ends in a question mark and has at most 30 words. */
  shortQuestion: 8,
  /** Written by the engine when it closed a session: says nothing that the user said. */
  bookkeeping: 16,
  /** Comes first in every context, before what is worth knowing by its score. */
  pinned: 32,
} as const

/**
 * Facts by which the observations of ONE user are ranked: parallel columns, ascending by id.
 * A document's index is its place in these columns.
 */
export interface DocumentTable {
  /** Number of observations. */
  readonly length: number
  /** Observation ids, ascending. */
  readonly ids: ArrayLike<number>
  /** Creation, in milliseconds since the epoch. */
  readonly createdAt: ArrayLike<number>
  /** Last revision, in milliseconds since the epoch. */
  readonly updatedAt: ArrayLike<number>
  /** Times that it was written, from 1. */
  readonly revision: ArrayLike<number>
  /** Number of terms in the title and the keywords; they take the positions 0 to titleLength - 1. */
  readonly titleLength: ArrayLike<number>
  /** Number of terms in the content; they follow the title's. */
  readonly contentLength: ArrayLike<number>
  /** A number that is equal for observations of the same session; 0: it belongs to none. */
  readonly session: ArrayLike<number>
  /** Index into {@link DocumentTable.typeNames}. */
  readonly type: ArrayLike<number>
  /** Types of the observations, each once. */
  readonly typeNames: readonly string[]
  /** Bits that the analyser found. */
  readonly flags: ArrayLike<number>
}

/**
 * Places of one term in one user's observations: `ids[i]` holds it at `positions[i]`.
 * Ascending by id, then by position. Positions count terms: the title's first, then the content's.
 */
export interface PostingList {
  /** Observation ids, one for each occurrence. */
  readonly ids: ArrayLike<number>
  /** Positions of the occurrences. */
  readonly positions: ArrayLike<number>
}

/** A user's terms and documents as a store read them in one transaction. */
export interface Corpus {
  /** Ranking records of all observations. */
  readonly documents: DocumentTable
  /** Posting lists by term; a term that the user never used is absent or empty. */
  readonly postings: ReadonlyMap<string, PostingList>
}

/**
 * Languages that the analyser knows. `none` keeps every word as it is written (after folding); `auto` guesses each text's
 * language from its function words.
 */
export const languages: readonly Language[] = [
  'english',
  'none',
  'auto',
  'danish',
  'dutch',
  'finnish',
  'french',
  'german',
  'italian',
  'norwegian',
  'portuguese',
  'russian',
  'spanish',
  'swedish',
]

/** One of {@link languages}. */
export type Language =
  | 'english'
  | 'none'
  | 'auto'
  | 'danish'
  | 'dutch'
  | 'finnish'
  | 'french'
  | 'german'
  | 'italian'
  | 'norwegian'
  | 'portuguese'
  | 'russian'
  | 'spanish'
  | 'swedish'

/** Settings of the ranking. Weights of each score add up to 1. */
export interface RankingSettings {
  /** Kind of memory: `default` for curated ones, `conversation` where every chat turn is an observation. */
  readonly mode: 'default' | 'conversation'
  /** Weights in SearchScore; they add up to 1. */
  readonly search: {
    /** Weight of {@link https://en.wikipedia.org/wiki/Okapi_BM25 | relevance} alone. */
    readonly base: number
    /** Weight of recency. */
    readonly recency: number
    /** Weight of the number of revisions. */
    readonly revision: number
  }
  /** Days after which recency is halved. */
  readonly halfLifeDays: number
  /** Revisions beyond this count no more. */
  readonly revisionCap: number
  /** Look for words within one or two typing errors when the user never used the word asked for. */
  readonly typoTolerance: boolean
  /**
   * IANA name of the zone in which a query's days begin and end. Default UTC.
   * @default 'UTC'
   */
  readonly timeZone?: string | undefined
}

/** Lists the observations that need a vector. Notes that the engine wrote about a session say nothing of their own. */
export function idsToEmbed({ ids, flags, length }: DocumentTable): number[] {
  const found: number[] = []
  for (let index = 0; index < length; index++)
    if ((flags[index]! & documentFlags.bookkeeping) === 0) found.push(ids[index]!)
  return found
}
