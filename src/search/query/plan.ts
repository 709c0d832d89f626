import type { Analyzer, Token } from '../text/analyze.ts'
import { fold } from '../text/characters.ts'
import type { PostingList } from '../corpus.ts'
import { findDates, type NamedDate } from './dates.ts'
import { contractionPieces, functionCharacters, functionWords } from '../text/lexicon.ts'
import { longestTerm } from '../text/words.ts'
import { createLetterTest, editDistance, editsAllowed } from './typos.ts'

/** One term that a query looks for. */
export interface QueryTerm {
  readonly term: string
  /** How often the query says it, less for a bigram of function characters. */
  readonly weight: number
  /** The user's words that may be meant where this one is a typing error, or that begin with this character. */
  readonly alternatives: readonly string[]
  /** Typing errors to forgive where the user never used the word: 0 for numbers, short words and bigrams. */
  readonly typingErrors: number
  /** One character by itself of a script without spaces: it is found wherever a term begins with it. */
  readonly isCharacter: boolean
}

/** What a query asks for. */
export interface QueryPlan {
  /** At most 64, each once. */
  readonly terms: readonly QueryTerm[]
  /** Dates that the query names. */
  readonly dates: readonly NamedDate[]
  /** Asks when or how long. */
  readonly asksTime: boolean
  /** Set where the query has no term to look for: find this folded text as it stands. Else null. */
  readonly substring: string | null
}

/** Terms of one query, alternatives for typing errors included. */
const mostQueryTerms = 64
const shortestQuery = 3
const shortestTypo = 4
const asksTimePattern =
  /\b(?:when|how long|how often|what (?:day|date|time|year|month)|which (?:day|date|year|month|week))\b/i
const onlyLetters = /^\p{L}+$/u
const unspacedTerm =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** .3 for a bigram of two function characters, .5 for one with one of them, else 1. */
function weightOf(term: string): number {
  const characters = Array.from(term)
  const empty = characters.filter((character) => functionCharacters.has(character)).length
  if (empty === 0) return 1
  return empty === characters.length ? 0.3 : 0.5
}

function isFunctionWord(folded: string): boolean {
  return functionWords.has(folded) || contractionPieces.has(folded)
}

function contentTokens(query: string, analyzer: Analyzer): Token[] {
  const tokens = analyzer.tokens(query).filter(({ character }) => character !== 'last')
  if (analyzer.language === 'none') return tokens
  const rest = tokens.filter((token) => !isFunctionWord(token.folded))
  return rest.length > 0 ? rest : tokens
}

function typingErrorsIn(word: string): number {
  const isWrittenWord = word.length >= shortestTypo && onlyLetters.test(word) && !unspacedTerm.test(word)
  return isWrittenWord ? editsAllowed(word.length) : 0
}

function toTerms(tokens: readonly Token[], forgivesTypos: boolean): QueryTerm[] {
  const terms = new Map<string, QueryTerm>()
  for (const { term, folded, character } of tokens) {
    const known = terms.get(term)
    if (known === undefined && terms.size >= mostQueryTerms) continue
    const weight = (known?.weight ?? 0) + weightOf(term)
    const typingErrors = forgivesTypos ? typingErrorsIn(folded) : 0
    terms.set(term, { term, weight, alternatives: [], typingErrors, isCharacter: character === 'alone' })
  }
  return [...terms.values()]
}

function isTooShort(trimmed: string): boolean {
  return trimmed.length < 2 * shortestQuery && Array.from(trimmed).length < shortestQuery
}

/**
 * Reads a query: its terms without function words (unless it has no others) and its dates. Under three
 * characters, or where it has no word at all, it is looked for as a substring. Takes any string.
 */
export function planQuery(query: string, analyzer: Analyzer, forgivesTypos = true): QueryPlan {
  const trimmed = query.trim()
  const terms = isTooShort(trimmed) ? [] : toTerms(contentTokens(trimmed, analyzer), forgivesTypos)
  if (terms.length === 0) return { terms, dates: [], asksTime: false, substring: fold(trimmed) }
  return { terms, dates: findDates(trimmed), asksTime: asksTimePattern.test(trimmed), substring: null }
}

/** Every term whose posting list ranking needs, each once: at most 64, and those that begin with a character. */
export function termsToRead(plan: QueryPlan): string[] {
  return [...new Set(plan.terms.flatMap(({ term, alternatives }) => [term, ...alternatives]))]
}

function isUnseen({ term, typingErrors }: QueryTerm, postings: ReadonlyMap<string, PostingList>): boolean {
  return typingErrors > 0 && (postings.get(term)?.ids.length ?? 0) === 0
}

/** Which of a user's terms a store should look up: those that begin with a letter and have so many code points. */
export interface VocabularyRange {
  /** First letter of the terms. */
  readonly start: string
  /** Code points of a term at least. */
  readonly shortest: number
  /** Code points of a term at most. */
  readonly longest: number
}

/**
 * Where the words are that may be meant by the query's unseen ones, given the postings of its terms: a range per first
 * letter. And where those are that begin with its single characters. An edit changes the number of code points by one
 * at most, whether or not it is a whole code point.
 */
export function vocabularyToRead(
  plan: QueryPlan,
  postings: ReadonlyMap<string, PostingList>,
): VocabularyRange[] {
  const ranges = new Map<string, VocabularyRange>()
  for (const queryTerm of plan.terms) {
    const { term, isCharacter } = queryTerm
    if (isCharacter) ranges.set(term, { start: term, shortest: 1, longest: longestTerm })
    if (!isUnseen(queryTerm, postings)) continue
    const characters = Array.from(term)
    const start = characters[0]!
    const known = ranges.get(start)
    ranges.set(start, {
      start,
      shortest: Math.min(known?.shortest ?? Infinity, characters.length - queryTerm.typingErrors),
      longest: Math.max(known?.longest ?? 0, characters.length + queryTerm.typingErrors),
    })
  }
  return [...ranges.values()]
}

const mostAlternatives = 8

/** Similar words, closest first, then by code unit: the vocabulary's order does not matter. */
function similarWords({ term, typingErrors: most }: QueryTerm, vocabulary: readonly string[]): string[] {
  const similar: { word: string; distance: number }[] = []
  const start = term.codePointAt(0)
  const hasLettersOf = createLetterTest(term)
  for (const word of vocabulary) {
    if (word.codePointAt(0) !== start || !hasLettersOf(word, most) || word === term) continue
    const distance = editDistance(term, word, most)
    if (distance <= most) similar.push({ word, distance })
  }
  return similar
    .toSorted((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1))
    .slice(0, mostAlternatives)
    .map(({ word }) => word)
}

const mostBeginnings = 256

/** What else begins with a character: the shortest first, so that the character at the end of a run is among them. */
function termsBeginningWith(character: string, vocabulary: readonly string[]): string[] {
  return vocabulary
    .filter((term) => term.startsWith(character) && term !== character)
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, mostBeginnings)
}

/**
 * The plan with the user's similar words beside each unseen one, and what begins with it beside each single character.
 * `vocabulary` holds the user's words in
 * {@link vocabularyToRead}, each once; any others are ignored.
 */
export function withAlternatives(
  plan: QueryPlan,
  postings: ReadonlyMap<string, PostingList>,
  vocabulary: readonly string[],
): QueryPlan {
  let room = mostQueryTerms - plan.terms.length
  const terms = plan.terms.map((queryTerm) => {
    if (queryTerm.isCharacter) {
      return { ...queryTerm, alternatives: termsBeginningWith(queryTerm.term, vocabulary) }
    }
    if (room === 0 || !isUnseen(queryTerm, postings)) return queryTerm
    const alternatives = similarWords(queryTerm, vocabulary).slice(0, room)
    room -= alternatives.length
    return { ...queryTerm, alternatives }
  })
  return { ...plan, terms }
}
