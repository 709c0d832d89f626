import { foldWord } from './characters.ts'
import { documentFlags } from '../corpus.ts'
import { ownForm, stemEnglish } from './english.ts'
import { functionWords } from './function-words.ts'
import { baseOfVerb } from './irregular-verbs.ts'
import { firstPersonWords, timeWords } from './lexicon.ts'
import { stemmers, type StemmedLanguage } from './stemmers.ts'

/** Longest term in UTF-16 units; the rest of a longer word is ignored. */
export const longestTerm = 64

/**
 * Begins the marks: terms that stand for one exact word beside its stem. It is a letter that folding takes to `x`, so
 * that no word of a text begins with it.
 */
const markSign = '\u02e3'

/** The mark of a word: says that an observation has this very word, not only one with its stem. */
export function markOf(word: string): string {
  return markSign + word
}

/** Tells whether a term is a mark. */
export function isMark(term: string): boolean {
  return term.startsWith(markSign)
}

/** One written word as the analyser reads it. */
export interface Word {
  /** Folded, but not stemmed. */
  readonly folded: string
  /** The term that is indexed; empty where folding leaves nothing. */
  readonly term: string
  /** The mark that is indexed too, where the stem says less than the word; else null. */
  readonly mark: string | null
  /** Carries grammar in this language, not meaning. */
  readonly isFunctionWord: boolean
  /** The bits of `documentFlags` that this word brings to an observation. */
  readonly flags: number
}

const englishWord = /^[a-z]+$/
const arabicWord = /^\p{Script=Arabic}+$/u
const arabicArticle = /^(?:[وفبك]?ال|لل)(?=.{2})/u

function truncate(term: string): string {
  if (term.length <= longestTerm) return term
  const last = term.charCodeAt(longestTerm - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return copied(term.slice(0, splitsPair ? longestTerm - 1 : longestTerm))
}

/** A slice keeps the whole text that it was cut from alive; this copy does not. */
function copied(slice: string): string {
  return ` ${slice}`.slice(1)
}

const onlyLetters = /^[\p{L}\p{M}]+$/u

function stemOf(written: string, folded: string, language: StemmedLanguage | 'none'): string {
  if (language === 'none') return folded
  if (language === 'english') return englishWord.test(folded) ? stemEnglish(folded) : folded
  if (!onlyLetters.test(written) || folded.length > longestTerm / 2) return folded
  // These stemmers know accents; what people leave out is folded afterwards.
  const word = baseOfVerb(folded, language) ?? written.normalize('NFC').toLowerCase()
  return truncate(foldWord(stemmers[language](word))) || folded
}

function analyzeWord(written: string, language: StemmedLanguage | 'none'): Word {
  const folded = truncate(foldWord(written))
  const flags =
    (firstPersonWords.has(folded) ? documentFlags.firstPerson : 0) |
    (timeWords.has(folded) ? documentFlags.timeWord : 0)
  const isFunctionWord = language !== 'none' && functionWords[language].has(folded)
  if (language !== 'none' && arabicWord.test(folded)) {
    return { folded, term: folded.replace(arabicArticle, ''), mark: null, isFunctionWord, flags }
  }
  const term = stemOf(written, folded, language)
  const own = ownFormIn(folded, term, language)
  return { folded, term, mark: own === null ? null : markOf(own), isFunctionWord, flags }
}

/** Words of different meaning often share a stem of so few letters: casa and casar, loi and loyer. */
export const ambiguousStem = 4

function ownFormIn(folded: string, stem: string, language: StemmedLanguage | 'none'): string | null {
  if (language === 'none') return null
  if (language === 'english') return englishWord.test(folded) ? ownForm(folded, stem) : null
  const isAmbiguous = stem.length <= ambiguousStem && folded !== stem && onlyLetters.test(folded)
  return isAmbiguous ? folded : null
}

const mostWords = 50_000
const longestKept = 32

/** Looks words up. */
export interface WordReader {
  /** Reads any word, as it is written. */
  read(written: string): Word
  /** Reads the ASCII letters `[start, end)` of a text, by a shorter way. */
  readPlain(text: string, start: number, end: number): Word
}

/** Looks words up, remembering those that it has seen: folding and stemming cost far more than a look-up. */
function createMemory(language: StemmedLanguage | 'none'): WordReader['read'] {
  const seen = new Map<string, Word>()
  return (written) => {
    const known = seen.get(written)
    if (known !== undefined) return known
    const copy = copied(written)
    const word = analyzeWord(copy, language)
    if (written.length > longestKept) return word
    if (seen.size >= mostWords) seen.clear()
    seen.set(copy, word)
    return word
  }
}

/** A letter takes five bits, and a number holds 53 bits without loss: ten letters are one number. */
const lettersOfNumber = 10
/** A place for every word that people use often: a table of a megabyte. */
const tableBits = 16

/**
 * Looks words of ASCII letters up in a table, by a number made of their letters: that takes no new string. Each
 * number has one place in the table. A word that comes to a taken place takes it over.
 */
function createPlainReader(read: WordReader['read']): WordReader['readPlain'] {
  const numbers = new Float64Array(1 << tableBits)
  const words: (Word | undefined)[] = []
  // Filling so many places one by one would take most of a short command's time.
  words.length = numbers.length
  return (text, start, end) => {
    if (end - start > lettersOfNumber) return read(text.slice(start, end))
    let number = 0
    let hash = 0
    for (let at = start; at < end; at++) {
      // The lowest five bits are equal in a capital and its small letter. Both spellings are one word to the analyser.
      const letter = text.charCodeAt(at) & 31
      number = number * 32 + letter
      hash = Math.imul(hash + letter, 0x9e3779b1)
    }
    const place = hash >>> (32 - tableBits)
    const known = words[place]
    if (known !== undefined && numbers[place] === number) return known
    const word = read(text.slice(start, end))
    numbers[place] = number
    words[place] = word
    return word
  }
}

/** Makes a reader of the words of one language that has seen none. */
export function createWordReader(language: StemmedLanguage | 'none'): WordReader {
  const read = createMemory(language)
  return { read, readPlain: createPlainReader(read) }
}

const readers = new Map<StemmedLanguage | 'none', WordReader>()

/** Returns the reader of the words of one language that all files of a process share: a thousand may be open. */
export function wordReaderOf(language: StemmedLanguage | 'none'): WordReader {
  const reader = readers.get(language) ?? createWordReader(language)
  readers.set(language, reader)
  return reader
}
