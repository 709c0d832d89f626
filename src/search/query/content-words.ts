import type { Token } from '../text/analyze.ts'
import { contractionPieces, functionCharacters } from '../text/lexicon.ts'
import { isQuestion, isWrittenAsName } from '../text/names.ts'

/** A token that a query looks for. */
export interface ContentToken extends Token {
  /** A function word that is written as a name. */
  readonly isName: boolean
  /** Less than 1 where the token may be mere grammar. */
  readonly share: number
}

const hiragana = /\p{Script=Hiragana}/u

/**
 * Weighs a pair of characters by how many of them carry grammar: .6 for both, .8 for one, else 1. Japanese writes its
 * particles and endings in hiragana.
 */
function shareOfPair(term: string): number {
  const characters = Array.from(term)
  const empty = characters.filter(
    (character) => functionCharacters.has(character) || hiragana.test(character),
  ).length
  if (empty === 0) return 1
  return empty === characters.length ? 0.6 : 0.8
}

/** The last character of a run says what the pair before it says, but for the words that it ends. */
const shareOfLast = 0.5

function shareOf({ term, character }: Token): number {
  if (character === null) return 1
  return shareOfPair(term) * (character === 'last' ? shareOfLast : 1)
}

const apostrophes = /['’]/
const beforeMonth = new Set('in since until last next during early late mid'.split(' '))
const digits = /^\d+$/

/** Tells whether a word is the piece of a contraction ("didn't"). It stands beside an apostrophe. */
function isContractionPiece(query: string, { folded, start, end }: Token): boolean {
  return (
    contractionPieces.has(folded) &&
    (apostrophes.test(query[start - 1] ?? '') || apostrophes.test(query[end] ?? ''))
  )
}

/** Tells whether "may" is the month: in May, May 7, 7 May. */
function isMonth(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]!.folded !== 'may') return false
  const before = tokens[index - 1]?.folded ?? ''
  return beforeMonth.has(before) || digits.test(before) || digits.test(tokens[index + 1]?.folded ?? '')
}

/** Function words that name something as often, in the few words of a query that is no sentence. */
const namesInKeywords = new Set('it us will may who can am'.split(' '))
const mostKeywords = 3
const shareOfKeyword = 0.5

/** Tells whether a query is a few key words, so that none is there for grammar: "it department". */
function isKeywords(query: string, tokens: readonly Token[]): boolean {
  if (tokens.length > mostKeywords || query.includes('?')) return false
  const grammar = tokens.filter(({ isFunctionWord }) => isFunctionWord)
  return grammar.length < tokens.length && grammar.every(({ folded }) => namesInKeywords.has(folded))
}

/** Capitals say nothing where every word has one, as in a title. */
function hasSmallWord(query: string, tokens: readonly Token[]): boolean {
  return tokens.some(({ start }) => /\p{Ll}/u.test(query[start] ?? ''))
}

/** The tokens without function words, unless there is nothing else. */
export function contentTokens(query: string, tokens: readonly Token[]): ContentToken[] {
  let capitalsTell: boolean | undefined
  const areKeywords = isKeywords(query, tokens)
  const asks = isQuestion(query)
  const found: ContentToken[] = []
  for (const [index, token] of tokens.entries()) {
    if (isContractionPiece(query, token)) continue
    if (!token.isFunctionWord) found.push({ ...token, isName: false, share: shareOf(token) })
    else if (token.role === 'part') continue
    else if (token.role === 'whole' || isMonth(tokens, index))
      found.push({ ...token, isName: true, share: 1 })
    else if (
      (capitalsTell ??= hasSmallWord(query, tokens)) &&
      isWrittenAsName(query, token.start, token.end, asks)
    ) {
      found.push({ ...token, isName: true, share: 1 })
    } else if (areKeywords) found.push({ ...token, isName: true, share: shareOfKeyword })
  }
  return found.length > 0
    ? found
    : tokens.map((token) => ({ ...token, isName: false, share: shareOf(token) }))
}
