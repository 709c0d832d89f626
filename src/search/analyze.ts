import { documentFlags, type Language } from './corpus.ts'
import { characterOffsets, nextRun, startOfText } from './runs.ts'
import { createWordReader } from './words.ts'

/** One term of a text and where it stands: `[start, end)` in UTF-16 units of the text as it was given. */
export interface Token {
  readonly term: string
  /** The word before stemming. */
  readonly folded: string
  readonly start: number
  readonly end: number
}

/** Turns text into terms. Terms hold letters and digits only, in lower case, at most 64 UTF-16 units each. */
export interface Analyzer {
  /** Changes whenever the terms of some text change: an index made under another id must be rebuilt. */
  readonly id: string
  readonly language: Language
  terms(text: string): string[]
  /** The terms with their places; only those at the positions `[from, to)` where these are given. */
  tokens(text: string, from?: number, to?: number): Token[]
  /** Appends the terms of a text to `terms`; returns the bits of `documentFlags` that its words bring. */
  append(text: string, terms: string[]): number
}

type WordReader = ReturnType<typeof createWordReader>

/** Visits the bigrams of an unspaced run, or its only character. */
const eachBigram = (
  text: string,
  start: number,
  end: number,
  read: WordReader,
  visit: (term: string, start: number, end: number) => void,
): void => {
  const offsets = characterOffsets(text, start, end)
  let before = ''
  let beforeStart = start
  let isAlone = true
  for (let i = 0; i + 1 < offsets.length; i++) {
    const characterEnd = offsets[i + 1]!
    const character = read(text.slice(offsets[i], characterEnd)).term
    if (character === '') continue
    if (before !== '') {
      visit(before + character, beforeStart, characterEnd)
      isAlone = false
    }
    before = character
    beforeStart = offsets[i]!
  }
  if (isAlone && before !== '') visit(before, beforeStart, end)
}

const append = (text: string, terms: string[], read: WordReader): number => {
  const run = startOfText()
  let flags = 0
  while (nextRun(text, run)) {
    if (run.isUnspaced) {
      eachBigram(text, run.start, run.end, read, (term) => terms.push(term))
      continue
    }
    const word = read(text.slice(run.start, run.end))
    if (word.term === '') continue
    terms.push(word.term)
    flags |= word.flags
  }
  return flags
}

const tokens = (text: string, from: number, to: number, read: WordReader): Token[] => {
  const found: Token[] = []
  const run = startOfText()
  let position = 0
  const add = (term: string, folded: string, start: number, end: number): void => {
    if (position >= from && position < to) found.push({ term, folded, start, end })
    position++
  }
  while (position < to && nextRun(text, run)) {
    if (run.isUnspaced) {
      eachBigram(text, run.start, run.end, read, (term, start, end) => add(term, term, start, end))
      continue
    }
    const { term, folded } = read(text.slice(run.start, run.end))
    if (term !== '') add(term, folded, run.start, run.end)
  }
  return found
}

/**
 * Makes an analyser: words folded (see `fold`) and, in English, led back to their stem; text in
 * scripts without spaces as overlapping pairs of characters.
 */
export const createAnalyzer = (language: Language): Analyzer => {
  const read = createWordReader(language)
  return {
    id: `${language}-1`,
    language,
    terms: (text) => {
      const terms: string[] = []
      append(text, terms, read)
      return terms
    },
    tokens: (text, from = 0, to = Number.POSITIVE_INFINITY) => tokens(text, from, to, read),
    append: (text, terms) => append(text, terms, read),
  }
}

/** What an index keeps of one observation. */
export interface AnalyzedObservation {
  /** The title's terms, then the content's. A term's position is its place here. */
  readonly terms: string[]
  readonly titleLength: number
  readonly contentLength: number
  /** Bits of `documentFlags`. */
  readonly flags: number
}

const shortQuestionLength = 30
const endsInQuestionMark = /[?？؟]["'”’»)\]]*\s*$/

/** The terms and the ranking facts of one observation. */
export const analyzeObservation = (
  analyzer: Analyzer,
  title: string,
  content: string,
): AnalyzedObservation => {
  const terms: string[] = []
  analyzer.append(title, terms)
  const titleLength = terms.length
  let flags = analyzer.append(content, terms)
  const contentLength = terms.length - titleLength
  // The expression is tried on the end only: on a whole text it would be tried at every question mark.
  if (endsInQuestionMark.test(content.slice(-20))) {
    flags |= documentFlags.asks | (contentLength <= shortQuestionLength ? documentFlags.shortQuestion : 0)
  }
  return { terms, titleLength, contentLength, flags }
}
