import { stemmer } from 'stemmer'
import { foldWord } from './characters.ts'
import { documentFlags, type Language } from '../corpus.ts'
import { firstPersonWords, irregularForms, timeWords } from './lexicon.ts'

/** Longest term in UTF-16 units; the rest of a longer word is ignored. */
export const longestTerm = 64

/** What the analyser makes of one written word. */
export interface Word {
  /** Folded, but not stemmed. */
  readonly folded: string
  /** What is indexed; empty where nothing is left after folding. */
  readonly term: string
  /** The bits of `documentFlags` that this word brings to an observation. */
  readonly flags: number
}

const englishWord = /^[a-z]+$/

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

/** A stem that is the word itself is the very same string: a text's thousands of terms then lie in half the memory. */
function stem(word: string): string {
  const found = stemmer(irregularForms.get(word) ?? word)
  return found === word ? word : found
}

function analyzeWord(written: string, language: Language): Word {
  const folded = truncate(foldWord(written))
  const isEnglish = language === 'english' && englishWord.test(folded)
  const flags =
    (firstPersonWords.has(folded) ? documentFlags.firstPerson : 0) |
    (timeWords.has(folded) ? documentFlags.timeWord : 0)
  return { folded, term: isEnglish ? stem(folded) : folded, flags }
}

const mostWords = 50_000
const longestKept = 32

/** Looks words up, remembering those that it has seen: folding and stemming cost far more than a look-up. */
export function createWordReader(language: Language): (written: string) => Word {
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
