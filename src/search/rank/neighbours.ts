import { documentFlags } from '../corpus.ts'

/** Shares of a neighbour's match, at distance 1, 2 and 3 in the same session. */
const neighbourShares: readonly [number, number, number] = [0.2, 0.1, 0.05]
const reach = neighbourShares.length

/** One term's matches, ready to be spread. */
export interface TermMatches {
  /** Document indices, ascending. */
  readonly places: Int32Array
  /** `a` of each. */
  readonly values: Float64Array
  readonly gain: number
}

/** Columns over a user's observations, to which matches are added. */
export interface Board {
  readonly length: number
  readonly session: ArrayLike<number>
  /** Receives `gain · match`, by document. */
  readonly gains: Float64Array
  /** 1 for every document between two terms: scratch space. */
  readonly missing: Float64Array
  /** Flags by document, if a short question passes most of its match to the next observation; else null. */
  readonly questions: ArrayLike<number> | null
}

/** The share of one term that sessions as a whole leave to be added: `keep[sessionOf[document]]`. */
export interface SessionKeep {
  readonly sessionOf: Int32Array
  readonly keep: Float64Array
}

function settle(board: Board, gain: number, sessions: SessionKeep | null, from: number, to: number): void {
  const { missing, gains } = board
  for (let document = from; document < to; document++) {
    const left = missing[document]!
    if (left === 1) continue
    missing[document] = 1
    gains[document]! +=
      gain * (1 - left) * (sessions === null ? 1 : sessions.keep[sessions.sessionOf[document]!]!)
  }
}

function absorbAtEdge(board: Board, place: number, value: number, next: number): void {
  const { missing, session, length } = board
  for (let distance = 1; distance <= reach; distance++) {
    const share = neighbourShares[distance - 1]!
    const before = place - distance
    if (before >= 0 && session[before] === session[place]) missing[before]! *= 1 - share * value
    const after = place + distance
    if (after >= length || session[after] !== session[place]) continue
    missing[after]! *= 1 - (distance === 1 ? next : share) * value
  }
}

const [nearest, second, third] = neighbourShares

function absorb(board: Board, place: number, value: number, next: number): void {
  const { missing, session, length } = board
  if (place < reach || place + reach >= length) return absorbAtEdge(board, place, value, next)
  // The same as at the edge, unrolled: this is the innermost work of every search.
  const own = session[place]!
  if (own === session[place - 1]!) missing[place - 1]! *= 1 - nearest * value
  if (own === session[place - 2]!) missing[place - 2]! *= 1 - second * value
  if (own === session[place - 3]!) missing[place - 3]! *= 1 - third * value
  if (own === session[place + 1]!) missing[place + 1]! *= 1 - next * value
  if (own === session[place + 2]!) missing[place + 2]! *= 1 - second * value
  if (own === session[place + 3]!) missing[place + 3]! *= 1 - third * value
}

const shareOfQuestion = 0.7

/** The share that an observation passes to the next. A short question passes most, since an answer follows it. */
function shareAfter(flags: number): number {
  return (flags & documentFlags.shortQuestion) > 0 ? shareOfQuestion : nearest
}

/**
 * Adds what a term matches to `board.gains`, for the observations themselves and their neighbours in the same
 * session: `gain · (1 − (1 − a) · Π (1 − share · a of neighbour))`. A noisy-or: a neighbour completes what an
 * observation lacks and never adds to what it has.
 */
export function spreadMatches(
  board: Board,
  { places, values, gain }: TermMatches,
  sessions: SessionKeep | null,
): void {
  const { missing, questions } = board
  let settled = 0
  let touched = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    // Nothing that comes later reaches back further than this.
    const final = place - reach
    settle(board, gain, sessions, settled, Math.min(touched, final))
    settled = Math.max(settled, final)
    touched = Math.min(board.length, place + reach + 1)
    missing[place]! *= 1 - values[i]!
    absorb(board, place, values[i]!, questions === null ? nearest : shareAfter(questions[place]!))
  }
  settle(board, gain, sessions, settled, touched)
}
