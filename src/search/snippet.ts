import type { Analyzer, Token } from './analyze.ts'
import { findFolded, type Span } from './folded-search.ts'
import { termsToRead, type QueryPlan } from './query.ts'

/** A passage of an observation's content, and `[start, end)` of the words in it that the query asked for. */
export interface Snippet {
  readonly snippet: string
  readonly highlights: [number, number][]
}

const longestPassage = 240
const leadIn = 50
const ellipsis = '…'
const lineBreaks = /[\n\r\t\u2028\u2029]/g

const isSpace = (text: string, at: number): boolean => /\s/.test(text[at] ?? '')
const splitsPair = (text: string, at: number): boolean => {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

const nearestWord = 30

/** The first word start at or after `at`; where there is none near, `at` itself, but never inside a surrogate pair. */
const startAtWord = (text: string, at: number, most: number): number => {
  if (at <= 0) return 0
  for (let place = at; place <= Math.min(most, at + nearestWord); place++) {
    if (isSpace(text, place - 1) && !isSpace(text, place)) return place
  }
  return splitsPair(text, at) ? at - 1 : at
}

/** The last word end at or before `at`; where there is none near, `at` itself, but never inside a surrogate pair. */
const endAtWord = (text: string, at: number, least: number): number => {
  if (at >= text.length) return text.length
  for (let place = at; place >= Math.max(least, at - nearestWord); place--) {
    if (isSpace(text, place) && !isSpace(text, place - 1)) return place
  }
  return splitsPair(text, at) ? at - 1 : at
}

/** Cuts the passage from about `from` to at most `longestPassage` units after it. `spans` ascend. */
const cut = (text: string, from: number, firstSpan: number, spans: readonly Span[]): Snippet => {
  const start = startAtWord(text, from, Math.max(0, firstSpan))
  const end = endAtWord(text, start + longestPassage, start + 1)
  const prefix = start > 0 ? ellipsis : ''
  const snippet =
    prefix + text.slice(start, end).replace(lineBreaks, ' ') + (end < text.length ? ellipsis : '')
  const shift = prefix.length - start
  const highlights: [number, number][] = []
  for (const [spanStart, spanEnd] of spans) {
    if (spanStart < start || spanEnd > end) continue
    const last = highlights.at(-1)
    // Bigrams overlap: what touches is one highlight.
    if (last !== undefined && spanStart + shift < last[1]) last[1] = Math.max(last[1], spanEnd + shift)
    else highlights.push([spanStart + shift, spanEnd + shift])
  }
  return { snippet, highlights }
}

/** Weight of the distinct terms among the tokens, a little more for each repeat. */
const passageGain = (tokens: readonly Token[], weights: ReadonlyMap<string, number>): number => {
  const seen = new Set<string>()
  let gain = 0
  for (const { term } of tokens) {
    gain += (weights.get(term) ?? 0) * (seen.has(term) ? 0.1 : 1)
    seen.add(term)
  }
  return gain
}

/** The matching tokens of the passage that holds the most of the query, the earliest of equals. */
const bestPassage = (found: readonly Token[], weights: ReadonlyMap<string, number>): readonly Token[] => {
  let best: readonly Token[] = []
  let bestGain = -1
  let end = 0
  for (let first = 0; first < found.length; first++) {
    while (end < found.length && found[end]!.end - found[first]!.start <= longestPassage - leadIn) end++
    const passage = found.slice(first, end)
    const gain = passageGain(passage, weights)
    if (gain > bestGain) {
      best = passage
      bestGain = gain
    }
    if (end === found.length) break
  }
  return best
}

const around = (content: string, spans: readonly Span[], from: number): Snippet => {
  if (content.length <= longestPassage) return cut(content, 0, 0, spans)
  const first = spans.find(([start]) => start >= from)?.[0] ?? 0
  const latest = Math.max(0, content.length - longestPassage)
  return cut(content, Math.min(Math.max(0, first - leadIn), latest), first, spans)
}

const weightsOf = (plan: QueryPlan): ReadonlyMap<string, number> => {
  const weights = new Map(termsToRead(plan).map((term) => [term, 0.8]))
  for (const { term, weight } of plan.terms) weights.set(term, weight)
  return weights
}

/**
 * The passage of a content that answers a query best, at most about 240 characters, with `…` where it was
 * cut. Line breaks and tabs become spaces.
 */
export const makeSnippet = (
  content: string,
  plan: QueryPlan,
  ranked: { readonly windowStart: number; readonly windowEnd: number },
  analyzer: Analyzer,
): Snippet => {
  if (plan.substring !== null) return around(content, findFolded(content, plan.substring), 0)
  const weights = weightsOf(plan)
  const found = analyzer
    .tokens(content, ranked.windowStart, ranked.windowEnd)
    .filter((token) => weights.has(token.term))
  const spans = found.map(({ start, end }): Span => [start, end])
  return around(content, spans, bestPassage(found, weights)[0]?.start ?? 0)
}

/** The beginning of a content, for a result that no query asked for. */
export const leadSnippet = (content: string): Snippet => around(content.trimStart(), [], 0)
