import type { Analyzer, Token } from '../text/analyze.ts'
import { fold } from '../text/characters.ts'
import { ambiguousStem, markOf } from '../text/words.ts'
import { contentTokens, type ContentToken } from './content-words.ts'
import { findDates } from './dates.ts'
import { chooseTokens } from './long-query.ts'
import { type QueryCompound, type QueryPlan, type QueryTerm, type RelatedTerm } from './query-plan.ts'
import { findRelativeDates, type RelativeDates } from './relative-dates.ts'
import { isShortForm, shortForms } from './short-forms.ts'
import { editsAllowed } from './typos.ts'

export { vocabularyToRead, withAlternatives, type VocabularyRange } from './alternatives.ts'
export type { QueryPlan, QueryTerm } from './query-plan.ts'

/** Options of reading a query. */
export interface QueryReading {
  /** Forgive typing errors. Default true. */
  readonly typoTolerance?: boolean | undefined
  /** Milliseconds since the epoch, from which "yesterday" counts. Without it, only dates by name are read. */
  readonly now?: number | undefined
  /** IANA name of the zone of the query's days. Default UTC. */
  readonly timeZone?: string | undefined
}

const shortestQuery = 3
const shortestTypo = 4
const shortestBeginning = 4
const asksTimePattern =
  /\b(?:when|how long|how often|what (?:day|date|time|year|month)|which (?:day|date|year|month|week))\b/i
const onlyLetters = /^\p{L}+$/u
const unspacedTerm =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** The name of a commit, which people shorten. */
const commitHash = /^(?=[a-f]*\d)[0-9a-f]{7,64}$/
const hashBeginning = 7

function typingErrorsIn({ folded, term, isFunctionWord, role }: Token): number {
  const length = Math.min(folded.length, term.length)
  const isWrittenWord =
    !isFunctionWord &&
    role !== 'whole' &&
    length >= shortestTypo &&
    onlyLetters.test(term) &&
    !unspacedTerm.test(term)
  return isWrittenWord ? editsAllowed(length) : 0
}

function beginningOf({ folded, role, character, isFunctionWord }: Token): string | null {
  if (commitHash.test(folded)) return folded.slice(0, hashBeginning)
  const isWord = character === null && role === 'word' && !isFunctionWord
  return isWord && folded.length >= shortestBeginning && onlyLetters.test(folded) ? folded : null
}

const certaintyOfShortForm = 0.7
const certaintyOfItsStem = 0.5
const certaintyOfLanguage = 0.95

/** The stem that Porter's rules leave of the adjective or noun beside a word: allergy and allergic, history and historic. */
function otherStems({ folded, term }: Token): string[] {
  if (/^[a-z]{6,}i$/.test(term)) return [term.slice(0, -1)]
  return /^[a-z]{6,}ics?$/.test(folded) && term === folded.replace(/ics?$/, '') ? [`${term}i`] : []
}

/** Other words for a token: its short and long forms, and what its letters are in other languages that the query may be in. */
function relatedTo(
  token: Token,
  analyzer: Analyzer,
  others: readonly ReadonlyMap<number, string>[],
): RelatedTerm[] {
  const hasForms = token.role !== 'part' && analyzer.language !== 'none'
  const forms = hasForms ? shortForms(token.folded) : []
  const stems = hasForms ? otherStems(token) : []
  if (others.length === 0 && forms.length === 0 && stems.length === 0) return []
  const related = new Map<string, number>()
  for (const other of others) {
    const term = other.get(token.start)
    if (term !== undefined && token.role === 'word') related.set(term, certaintyOfLanguage)
  }
  for (const form of forms) {
    const word = analyzer.tokens(form, 'english').at(-1)
    if (word === undefined) continue
    if (word.mark !== null) related.set(word.mark, certaintyOfShortForm)
    related.set(word.term, word.mark === null ? certaintyOfShortForm : certaintyOfItsStem)
  }
  for (const term of stems) related.set(term, certaintyOfItsStem)
  related.delete(token.term)
  return [...related].map(([term, certainty]) => ({ term, certainty }))
}

const shareInRelativeDate = 0.2

/** A function word where the query has a name: Will, IT. */
const certaintyOfFunctionWord = 0.25
/** Another word with a stem so short that unrelated words share it: casa for casamos. */
const certaintyOfShortStem = 0.65
/** Another word with the same stem: universe for university. */
const certaintyOfSameStem = 0.85

function certaintyOfStem({ isName, term }: ContentToken, { language }: Analyzer): number {
  if (isName) return certaintyOfFunctionWord
  return language !== 'english' && term.length <= ambiguousStem ? certaintyOfShortStem : certaintyOfSameStem
}

function toTerm(
  token: ContentToken,
  related: readonly RelatedTerm[],
  analyzer: Analyzer,
  forgivesTypos: boolean,
): Omit<QueryTerm, 'weight'> {
  return {
    term: token.term,
    mark: token.isName ? markOf(token.folded) : token.mark,
    certaintyOfStem: certaintyOfStem(token, analyzer),
    related,
    alternatives: [],
    folded: token.folded,
    typingErrors: forgivesTypos && !token.isName ? typingErrorsIn(token) : 0,
    beginning: token.isName ? null : beginningOf(token),
    isCharacter: token.character === 'alone',
  }
}

function termsOf(some: readonly Token[], role: Token['role']): string[] {
  return some.filter((each) => each.role === role).map(({ term }) => term)
}

function compoundsOf(tokens: readonly ContentToken[]): QueryCompound[] {
  if (tokens.every(({ compound }) => compound === 0)) return []
  const compounds = Map.groupBy(
    tokens.filter(({ compound }) => compound > 0),
    ({ compound }) => compound,
  )
  return [...compounds.values()]
    .map((some) => ({ parts: termsOf(some, 'part'), wholes: termsOf(some, 'whole') }))
    .filter(({ wholes }) => wholes.length > 0)
}

function readTerms(
  query: string,
  analyzer: Analyzer,
  relative: RelativeDates,
  forgivesTypos: boolean,
): Pick<QueryPlan, 'terms' | 'compounds'> {
  const [language, ...otherLanguages] = analyzer.languagesOf(query)
  const others = otherLanguages.map(
    (other) => new Map(analyzer.tokens(query, other).map(({ start, term }) => [start, term] as const)),
  )
  const tokens = chooseTokens(query, contentTokens(query, analyzer.tokens(query, language)))
  const terms = new Map<string, QueryTerm>()
  for (const token of tokens) {
    const known = terms.get(token.term)
    const isInDate = relative.spans.some(([start, end]) => token.start >= start && token.end <= end)
    const weight = token.share * (isInDate ? shareInRelativeDate : 1)
    const term = known ?? toTerm(token, relatedTo(token, analyzer, others), analyzer, forgivesTypos)
    terms.set(token.term, { ...term, weight: (known?.weight ?? 0) + weight })
  }
  return { terms: [...terms.values()], compounds: compoundsOf(tokens) }
}

function isTooShort(trimmed: string): boolean {
  // A short form (db, JS) is a word, however short.
  if (isShortForm(trimmed.toLowerCase())) return false
  return trimmed.length < 2 * shortestQuery && Array.from(trimmed).length < shortestQuery
}

/**
 * Reads a query: its terms without function words (unless it has no others) and its dates. Under three
 * characters, or where it has no word at all, it is looked for as a substring. Takes any string.
 */
export function planQuery(query: string, analyzer: Analyzer, reading: QueryReading = {}): QueryPlan {
  const trimmed = query.trim()
  const { typoTolerance = true, now, timeZone = 'UTC' } = reading
  const relative = findRelativeDates(trimmed, now, timeZone)
  const { terms, compounds } = isTooShort(trimmed)
    ? { terms: [], compounds: [] }
    : readTerms(trimmed, analyzer, relative, typoTolerance)
  const base = { terms, compounds, timeZone, language: analyzer.language }
  if (terms.length === 0) return { ...base, dates: [], asksTime: false, substring: fold(trimmed) }
  const dates = [...relative.dates, ...findDates(trimmed)]
  return { ...base, dates, asksTime: asksTimePattern.test(trimmed), substring: null }
}

/** Lists the terms of which ranking needs the posting lists, each once. */
export function termsToRead(plan: QueryPlan): string[] {
  const read = new Set<string>()
  for (const { term, mark, related, alternatives } of plan.terms) {
    read.add(term)
    if (mark !== null) read.add(mark)
    for (const other of related) read.add(other.term)
    for (const other of alternatives) read.add(other.term)
  }
  return [...read]
}
