import { documentFlags, type Language } from '../corpus.ts'
import { characterBounds, nextRun, startOfText, type Run } from './runs.ts'
import { createWordReader } from './words.ts'

/** One term of a text and where it stands: `[start, end)` in UTF-16 units of the text as it was given. */
export interface Token {
  /** The term. */
  readonly term: string
  /** The word before stemming. */
  readonly folded: string
  /** Start in the text. */
  readonly start: number
  /** End in the text, exclusive. */
  readonly end: number
  /**
   * In scripts without spaces every character begins a term: a pair with the next one; by itself at the end of its run
   * (`last`) or where the run has no other (`alone`). Null for words.
   */
  readonly character: 'pair' | 'last' | 'alone' | null
}

/** Turns text into terms. Terms hold letters and digits only, in lower case, at most 64 UTF-16 units each. */
export interface Analyzer {
  /** Changes whenever the terms of some text change: an index made under another id must be rebuilt. */
  readonly id: string
  /** Language of the texts. */
  readonly language: Language
  /** Lists the terms of a text, in its order. */
  terms(text: string): string[]
  /** The terms with their places. */
  tokens(text: string): Token[]
  /** Appends the terms of a text to `terms`; returns the bits of `documentFlags` that its words bring. */
  append(text: string, terms: string[]): number
}

type WordReader = ReturnType<typeof createWordReader>

/** Visits the terms of an unspaced run. */
function eachCharacter(
  text: string,
  run: Run,
  read: WordReader,
  visit: (term: string, start: number, end: number, character: NonNullable<Token['character']>) => void,
): void {
  const { starts, ends } = characterBounds(text, run)
  const last = starts.length - 1
  let before = ''
  for (let i = 0; i <= last; i++) {
    const character = read(text.slice(starts[i], ends[i])).term
    if (i > 0) visit(before + character, starts[i - 1]!, ends[i]!, 'pair')
    before = character
  }
  if (last >= 0) visit(before, starts[last]!, ends[last]!, last > 0 ? 'last' : 'alone')
}

function append(text: string, terms: string[], read: WordReader): number {
  const run = startOfText()
  let flags = 0
  while (nextRun(text, run)) {
    if (run.isUnspaced) {
      eachCharacter(text, run, read, (term) => terms.push(term))
      continue
    }
    const word = read(text.slice(run.start, run.end))
    if (word.term === '') continue
    terms.push(word.term)
    flags |= word.flags
  }
  return flags
}

function tokens(text: string, read: WordReader): Token[] {
  const found: Token[] = []
  const run = startOfText()
  while (nextRun(text, run)) {
    if (run.isUnspaced) {
      eachCharacter(text, run, read, (term, start, end, character) =>
        found.push({ term, folded: term, start, end, character }),
      )
      continue
    }
    const { term, folded } = read(text.slice(run.start, run.end))
    if (term !== '') found.push({ term, folded, start: run.start, end: run.end, character: null })
  }
  return found
}

/**
 * Makes an analyser: words folded (see `fold`) and, in English, led back to their stem; text in
 * scripts without spaces as overlapping pairs of characters, and the last character of each run by itself: what begins
 * with a character is then every place where it stands.
 */
export function createAnalyzer(language: Language): Analyzer {
  const read = createWordReader(language)
  return {
    id: `${language}-2`,
    language,
    terms: (text) => {
      const terms: string[] = []
      append(text, terms, read)
      return terms
    },
    tokens: (text) => tokens(text, read),
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
export function analyzeObservation(analyzer: Analyzer, title: string, content: string): AnalyzedObservation {
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
