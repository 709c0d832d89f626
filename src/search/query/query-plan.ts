import type { Language } from '../corpus.ts'
import type { NamedDate } from './dates.ts'

/** A word that a query's term may also stand for, and how much of a match it counts. */
export interface RelatedTerm {
  readonly term: string
  readonly certainty: number
}

/** One term that a query looks for. */
export interface QueryTerm {
  readonly term: string
  /** Number of times that the query says it, less for a word that says little. */
  readonly weight: number
  /** Mark of the exact word or name, where its stem says less; else null. */
  readonly mark: string | null
  /** Certainty of a match that has the term but not the mark, if some observation has the mark. */
  readonly certaintyOfStem: number
  /** Short and long forms of the word, and its stems in other languages. */
  readonly related: readonly RelatedTerm[]
  /** Words of the user that may be meant, if the user never used this one; or that begin with this character. */
  readonly alternatives: readonly RelatedTerm[]
  /** The word as it was written, folded. */
  readonly folded: string
  /** Typing errors to forgive where the user never used the word: 0 for numbers, short words and bigrams. */
  readonly typingErrors: number
  /** Beginning of words that may be meant, where nothing else is found; null where no beginning is enough. */
  readonly beginning: string | null
  /** True for one character by itself of a script without spaces. It matches every term that begins with it. */
  readonly isCharacter: boolean
}

/** A name of several parts: the terms of the parts, and of what they are together. */
export interface QueryCompound {
  readonly parts: readonly string[]
  readonly wholes: readonly string[]
}

/** A query, read: the terms and dates that it asks for. */
export interface QueryPlan {
  /** At most 64, each once. */
  readonly terms: readonly QueryTerm[]
  readonly compounds: readonly QueryCompound[]
  /** Dates that the query names. */
  readonly dates: readonly NamedDate[]
  /** The zone in which days begin and end: an IANA name. */
  readonly timeZone: string
  /** Asks when or how long. */
  readonly asksTime: boolean
  /** Set where the query has no term to look for: find this folded text as it stands. Else null. */
  readonly substring: string | null
  /** The language that the query was read in. */
  readonly language: Language
}

/** Terms of one query, alternatives for typing errors included. */
export const mostQueryTerms = 64
