import { findFolded, type Span } from '../text/folded-search.ts'
import type { Hit } from './hits.ts'
import type { QueryPlan } from '../query/plan.ts'
import { spansAt } from './spans.ts'

/** A passage of an observation's content, and `[start, end)` of the words in it that the query asked for. */
export interface Snippet {
  readonly snippet: string
  readonly highlights: [number, number][]
}

const longestPassage = 240
const leadIn = 50
const ellipsis = '…'
const lineBreaks = /[\n\r\t\u2028\u2029]/g

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '')
}

// Made when a passage is first cut inside a long word: the first use of `Intl` takes a process some 25 ms.
let signs: Intl.Segmenter | undefined

/** The start of the sign (grapheme cluster: a letter with its accents, a flag) that holds `at`. */
function startOfSign(text: string, at: number): number {
  signs ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return signs.segment(text).containing(at)?.index ?? at
}

const nearestWord = 30

/** The first word start at or after `at`; where there is none near, the start of the sign at `at`. */
function startAtWord(text: string, at: number, most: number): number {
  if (at <= 0) return 0
  for (let place = at; place <= Math.min(most, at + nearestWord); place++) {
    if (isSpace(text, place - 1) && !isSpace(text, place)) return place
  }
  return startOfSign(text, at)
}

/** The last word end at or before `at`; where there is none near, the start of the sign at `at`. */
function endAtWord(text: string, at: number, least: number): number {
  if (at >= text.length) return text.length
  for (let place = at; place >= Math.max(least, at - nearestWord); place--) {
    if (isSpace(text, place) && !isSpace(text, place - 1)) return place
  }
  const start = startOfSign(text, at)
  // A sign that is longer than the passage is cut all the same.
  return start >= least ? start : at
}

/** Cuts the passage from about `from` to at most `longestPassage` units after it. `spans` ascend. */
function cut(text: string, from: number, firstSpan: number, spans: readonly Span[]): Snippet {
  let start = startAtWord(text, from, Math.max(0, firstSpan))
  let end = endAtWord(text, start + longestPassage, start + 1)
  while (start < end && isSpace(text, start)) start++
  while (start < end && isSpace(text, end - 1)) end--
  const prefix = text.slice(0, start).trim() === '' ? '' : ellipsis
  const snippet =
    prefix + text.slice(start, end).replace(lineBreaks, ' ') + (text.slice(end).trim() === '' ? '' : ellipsis)
  const shift = prefix.length - start
  const highlights: [number, number][] = []
  // A compound as a whole begins before its last part.
  for (const [spanStart, spanEnd] of spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (spanStart < start || spanEnd > end) continue
    const last = highlights.at(-1)
    // Bigrams overlap, and so do compounds and their parts: what touches is one highlight.
    if (last !== undefined && spanStart + shift < last[1]) last[1] = Math.max(last[1], spanEnd + shift)
    else highlights.push([spanStart + shift, spanEnd + shift])
  }
  return { snippet, highlights }
}

/** For each hit, which one before it is of the same term; -1 where none is. */
function earlierOfSameTerm(hits: readonly Hit[]): Int32Array {
  const earlier = new Int32Array(hits.length)
  for (let i = 0; i < hits.length; i++) {
    let other = i - 1
    while (other >= 0 && hits[other]!.term !== hits[i]!.term) other--
    earlier[i] = other
  }
  return earlier
}

/** Finds the first match of the passage that holds most of the query, the earliest of equals. */
function bestPassage(hits: readonly Hit[], spans: readonly Span[]): number {
  const earlier = earlierOfSameTerm(hits)
  let best = 0
  let bestGain = -1
  let end = 0
  for (let first = 0; first < spans.length && end < spans.length; first++) {
    while (end < spans.length && spans[end]![1] - spans[first]![0] <= longestPassage - leadIn) end++
    let gain = 0
    // A repeat adds a little only.
    for (let i = first; i < end; i++) gain += hits[i]!.weight * (earlier[i]! >= first ? 0.1 : 1)
    if (gain <= bestGain) continue
    best = spans[first]![0]
    bestGain = gain
  }
  return best
}

function around(content: string, spans: readonly Span[], from: number): Snippet {
  if (content.length <= longestPassage) return cut(content, 0, 0, spans)
  const first = spans.find(([start]) => start >= from)?.[0] ?? 0
  const latest = Math.max(0, content.length - longestPassage)
  return cut(content, Math.min(Math.max(0, first - leadIn), latest), first, spans)
}

/**
 * The passage of a content that answers a query best, at most about 240 characters, with `…` where it was
 * cut. Line breaks and tabs become spaces.
 */
export function makeSnippet(
  content: string,
  plan: Pick<QueryPlan, 'substring'>,
  hits: readonly Hit[],
): Snippet {
  if (plan.substring !== null) return around(content, findFolded(content, plan.substring), 0)
  const spans = spansAt(content, hits)
  return around(content, spans, content.length > longestPassage ? bestPassage(hits, spans) : 0)
}

/** The beginning of a content, for a result that no query asked for. */
export function leadSnippet(content: string): Snippet {
  return around(content.trimStart(), [], 0)
}
