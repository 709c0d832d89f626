import type { ContentToken } from './content-words.ts'
import { mostQueryTerms } from './query-plan.ts'

// A run of signs is tried from its first one alone, so that a long one takes linear time.
const sentenceEnd = /(?<![.!?。！？\n])[.!?。！？\n]+(?=\s|$)|[\n。！？]/gu
const question = /[?？]\s*$/
/** From so many words on, a query is long. */
const longQuery = 20
/** Weight of the question of a long query, beside 1 for the text before it. */
const shareOfQuestion = 2

/** `[start, end)` of each sentence. */
function sentencesOf(query: string): [start: number, end: number][] {
  const sentences: [number, number][] = []
  let start = 0
  for (const { 0: sign, index } of query.matchAll(sentenceEnd)) {
    sentences.push([start, index + sign.length])
    start = index + sign.length
  }
  sentences.push([start, query.length])
  return sentences.filter(([from, to]) => query.slice(from, to).trim() !== '')
}

/** A pair of characters is half a word or less. */
function sizeOf(tokens: readonly Pick<ContentToken, 'character'>[]): number {
  return tokens.reduce((sum, { character }) => sum + (character === null ? 1 : 0.5), 0)
}

/** Longer words and numbers are rarer, and say more. */
function worth({ folded, share }: ContentToken): number {
  return share * folded.length + (/\d/.test(folded) ? 4 : 0)
}

type Sentence = readonly [start: number, end: number]

function isIn([start, end]: Sentence, token: ContentToken): boolean {
  return token.start >= start && token.start < end
}

/** The first tokens that a search has room for: of each term, all or none. */
function firstTerms(tokens: readonly ContentToken[]): ContentToken[] {
  const terms = new Set<string>()
  let size = 0
  return tokens.filter((token) => {
    if (terms.has(token.term)) return true
    if (size >= mostQueryTerms) return false
    terms.add(token.term)
    size += sizeOf([token])
    return true
  })
}

/**
 * The tokens of a query as a search takes them. A short one's stay as they are. In a long one, a question at the end
 * counts twice: what stands before it was often pasted. Of one with more terms than a search looks for, those of the last
 * sentence come first, then those of its questions and of its first sentence, then the longest words.
 */
export function chooseTokens(query: string, tokens: readonly ContentToken[]): readonly ContentToken[] {
  const size = sizeOf([...new Map(tokens.map((token) => [token.term, token])).values()])
  if (size <= longQuery) return tokens
  const sentences = sentencesOf(query)
  const last: Sentence = sentences.at(-1) ?? [0, 0]
  const questions = sentences.filter(([start, end]) => question.test(query.slice(start, end)))
  if (size <= mostQueryTerms) {
    if (sentences.length < 2 || questions.at(-1) !== last) return tokens
    return tokens.map((token) =>
      isIn(last, token) ? { ...token, share: token.share * shareOfQuestion } : token,
    )
  }
  const lead = [...questions, sentences[0] ?? last]
  const rankOf = (token: ContentToken): number => {
    if (isIn(last, token)) return 0
    return lead.some((sentence) => isIn(sentence, token)) ? 1 : 2
  }
  const ordered = tokens
    .map((token) => ({ token, rank: rankOf(token) }))
    .toSorted((a, b) => a.rank - b.rank || worth(b.token) - worth(a.token))
    .map(({ token, rank }) => (rank === 2 ? token : { ...token, share: token.share * shareOfQuestion }))
  return firstTerms(ordered)
}
