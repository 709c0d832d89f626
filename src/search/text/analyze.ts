import { documentFlags, type Language } from '../corpus.ts'
import { foldWord } from './characters.ts'
import { isPlainWord, readCompound, type Slot } from './compounds.ts'
import { guessLanguages } from './detect.ts'
import { isQuestion, isWrittenAsName } from './names.ts'
import { characterBounds, nextPlainWord, nextRun, startOfText, type Run } from './runs.ts'
import { type StemmedLanguage } from './stemmers.ts'
import { markOf, wordReaderOf, type Word, type WordReader } from './words.ts'

/** One term of a text with its place: `[start, end)` in UTF-16 units of the given text. */
export interface Token {
  /** Term as the index holds it. */
  readonly term: string
  /** The word before stemming. */
  readonly folded: string
  /** Term that says that an observation has this very word; null where the stem says as much. */
  readonly mark: string | null
  /** True for a word such as `the`, which says nothing by itself. */
  readonly isFunctionWord: boolean
  /** Start in the text, in UTF-16 units. */
  readonly start: number
  /** End in the text, in UTF-16 units, exclusive. */
  readonly end: number
  /**
   * In scripts without spaces every character begins a term: a pair with the next one; by itself at the end of its run
   * (`last`) or where the run has no other (`alone`). Null for words.
   */
  readonly character: 'pair' | 'last' | 'alone' | null
  /** A word by itself, a part of a compound, or a compound as a whole. */
  readonly role: 'word' | 'part' | 'whole'
  /** Equal for the tokens of one compound; 0 for words by themselves. */
  readonly compound: number
}

/** Turns text into terms. Terms hold letters and digits only, in lower case, at most 64 UTF-16 units each. */
export interface Analyzer {
  /** Changes whenever the terms of some text change: an index made under another id must be rebuilt. */
  readonly id: string
  /** Language that the terms are made for. */
  readonly language: Language
  /** The languages that a text may be in, the likeliest first; more than one only where the analyser guesses. */
  languagesOf(text: string): readonly (StemmedLanguage | 'none')[]
  /** The terms of a text, in order. */
  terms(text: string): string[]
  /** The terms with their places, in a language that the analyser knows. Default: the likeliest. */
  tokens(text: string, language?: StemmedLanguage | 'none'): Token[]
  /** Appends the terms of a text to `terms`, marks to `marks`; returns the bits of `documentFlags` that its words bring. */
  append(text: string, terms: string[], marks: Set<string>, language?: StemmedLanguage | 'none'): number
}

/** Visits the terms of an unspaced run. */
function eachCharacter(
  text: string,
  run: Run,
  reader: WordReader,
  visit: (term: string, start: number, end: number, character: NonNullable<Token['character']>) => void,
): void {
  const { starts, ends } = characterBounds(text, run)
  const last = starts.length - 1
  let before = ''
  for (let i = 0; i <= last; i++) {
    const character = reader.read(text.slice(starts[i], ends[i])).term
    if (i > 0) visit(before + character, starts[i - 1]!, ends[i]!, 'pair')
    before = character
  }
  if (last >= 0) visit(before, starts[last]!, ends[last]!, last > 0 ? 'last' : 'alone')
}

/** Terms and marks of a text, for an index. */
interface Appended {
  readonly terms: string[]
  readonly marks: Set<string>
  /** `isQuestion` of the text. */
  readonly asks: boolean
}

function addWord({ term, mark, flags }: Word, { terms, marks }: Appended): number {
  if (term === '') return 0
  terms.push(term)
  if (mark !== null) marks.add(mark)
  return flags
}

/** Marks a function word that is written as a name, so that a question for the name finds it. */
function addName(
  text: string,
  { start, end }: Pick<Slot, 'start' | 'end'>,
  word: Word,
  { marks, asks }: Appended,
): void {
  if (word.isFunctionWord && isWrittenAsName(text, start, end, asks)) marks.add(markOf(word.folded))
}

function addSlot(text: string, slot: Slot, to: Appended, reader: WordReader): number {
  const word = reader.read(slot.written)
  // Initials are a name by themselves: U.S., not "us".
  if (word.isFunctionWord && slot.role === 'whole') to.marks.add(markOf(word.folded))
  else addName(text, slot, word, to)
  return addWord(word, to)
}

function plainSlot(text: string, { start, end }: Run): Slot {
  return { start, end, written: text.slice(start, end), role: 'word' }
}

function addPlainWord(text: string, run: Run, to: Appended, reader: WordReader): number {
  const word = reader.readPlain(text, run.start, run.end)
  addName(text, run, word, to)
  return addWord(word, to)
}

function append(text: string, to: Appended, reader: WordReader): number {
  const run = startOfText()
  let flags = 0
  for (;;) {
    // Most words are plain, and need no slot and no closer look.
    if (nextPlainWord(text, run)) flags |= addPlainWord(text, run, to, reader)
    else if (!nextRun(text, run)) return flags
    else if (run.isUnspaced) eachCharacter(text, run, reader, (term) => to.terms.push(term))
    else if (isPlainWord(text, run)) flags |= addSlot(text, plainSlot(text, run), to, reader)
    else for (const slot of readCompound(text, run)) flags |= addSlot(text, slot, to, reader)
  }
}

const characterWord = { mark: null, isFunctionWord: false } as const

function tokens(text: string, reader: WordReader): Token[] {
  const found: Token[] = []
  const run = startOfText()
  let compounds = 0
  const add = ({ start, end, written, role }: Slot): void => {
    const { term, folded, mark, isFunctionWord } = reader.read(written)
    if (term === '') return
    const compound = role === 'word' ? 0 : compounds
    found.push({ term, folded, mark, isFunctionWord, start, end, character: null, role, compound })
  }
  while (nextRun(text, run)) {
    if (run.isUnspaced) {
      eachCharacter(text, run, reader, (term, start, end, character) =>
        found.push({
          ...characterWord,
          term,
          folded: term,
          start,
          end,
          character,
          role: 'word',
          compound: 0,
        }),
      )
    } else if (isPlainWord(text, run)) {
      add(plainSlot(text, run))
    } else {
      compounds++
      for (const slot of readCompound(text, run)) add(slot)
    }
  }
  return found
}

const wordPattern = /[\p{L}\p{M}]+/gu
const readWords = 200

function wordsOf(text: string): string[] {
  return (text.slice(0, 2_000).match(wordPattern) ?? []).slice(0, readWords).map(foldWord)
}

/**
 * Makes an analyser: words folded (see `fold`) and led back to their stem in a language that has one; text in scripts
 * without spaces as overlapping pairs of characters, and the last character of each run by itself: what begins
 * with a character is then every place where it stands. Compounds are indexed by their parts and as a whole.
 */
export function createAnalyzer(language: Language): Analyzer {
  const languagesOf = (text: string): readonly (StemmedLanguage | 'none')[] =>
    language === 'auto' ? guessLanguages(text, wordsOf(text)) : [language]
  const likeliest = (text: string): StemmedLanguage | 'none' => languagesOf(text)[0] ?? 'none'
  return {
    id: `${language}-4`,
    language,
    languagesOf,
    terms: (text) => {
      const terms: string[] = []
      append(text, { terms, marks: new Set(), asks: isQuestion(text) }, wordReaderOf(likeliest(text)))
      return terms
    },
    tokens: (text, of = likeliest(text)) => tokens(text, wordReaderOf(of)),
    append: (text, terms, marks, of = likeliest(text)) =>
      append(text, { terms, marks, asks: isQuestion(text) }, wordReaderOf(of)),
  }
}

/** The part of one observation that an index keeps. */
export interface AnalyzedObservation {
  /** The title's terms and the keywords', then the content's, then marks. A term's position is its place here. */
  readonly terms: string[]
  /** Number of terms in the title and the keywords. */
  readonly titleLength: number
  /** Number of terms in the content. */
  readonly contentLength: number
  /** Bits of `documentFlags`. */
  readonly flags: number
}

const shortQuestionLength = 30
const endsInQuestionMark = /[?？؟]["'”’»)\]]*\s*$/
const closedByItself = /^Session of \d{4}-\d\d-\d\d, closed after inactivity: /

/** Fields of an observation beside its text that an index heeds. */
export interface IndexedBeside {
  /** Words and phrases that find the observation as its title does. */
  readonly keywords?: readonly string[] | null | undefined
  /** True where it comes first in every context. */
  readonly pinned?: boolean | undefined
}

/** Terms that a ranking record can count before the content. */
const mostTitleTerms = 65_535

/**
 * Analyses one observation: its terms, and the facts of its text by which ranking goes. Each keyword is analysed by
 * itself, so that no term runs over the edge of one.
 */
export function analyzeObservation(
  analyzer: Analyzer,
  title: string,
  content: string,
  { keywords, pinned }: IndexedBeside = {},
): AnalyzedObservation {
  const [language] = analyzer.languagesOf(`${title}\n${content}`)
  const terms: string[] = []
  const marks = new Set<string>()
  analyzer.append(title, terms, marks, language)
  for (const keyword of keywords ?? []) analyzer.append(keyword, terms, marks, language)
  if (keywords?.length && terms.length > mostTitleTerms) terms.length = mostTitleTerms
  const titleLength = terms.length
  let flags = analyzer.append(content, terms, marks, language)
  if (pinned === true) flags |= documentFlags.pinned
  const contentLength = terms.length - titleLength
  for (const mark of marks) terms.push(mark)
  // The expression is tried on the end only: on a whole text it would be tried at every question mark.
  if (endsInQuestionMark.test(content.slice(-20))) {
    flags |= documentFlags.asks | (contentLength <= shortQuestionLength ? documentFlags.shortQuestion : 0)
  }
  if (closedByItself.test(content)) flags |= documentFlags.bookkeeping
  return { terms, titleLength, contentLength, flags }
}
