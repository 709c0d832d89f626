import { inverseDocumentFrequency } from './bm25.ts'
import type { TermMatches } from './context.ts'
import { documentFlags, type DocumentTable } from './corpus.ts'
import type { Rarity } from './terms.ts'

/** Sessions as numbers from 0 on, with their sizes. */
export interface Sessions {
  readonly count: number
  /** Session of each document. */
  readonly of: Int32Array
  /** How much of a match each session gives to all of its observations: `.2 min(1, 30 / size)`. */
  readonly shares: Float64Array
}

const sessionShare = 0.2
const typicalSession = 30

const shareIn = (size: number): number => sessionShare * Math.min(1, typicalSession / size)

/** Numbers the sessions of a user in the order in which they first appear. */
export const numberSessions = ({ session, length }: DocumentTable): Sessions => {
  const numbers = new Map<number, number>()
  const of = new Int32Array(length)
  const sizes = new Int32Array(length)
  for (let index = 0; index < length;) {
    const key = session[index]!
    // Observations of one session mostly stand together: the map is asked once for all of them.
    let end = index + 1
    while (end < length && session[end] === key) end++
    let number = numbers.get(key)
    if (number === undefined) {
      number = numbers.size
      numbers.set(key, number)
    }
    of.fill(number, index, end)
    sizes[number]! += end - index
    index = end
  }
  const count = numbers.size
  return { count, of, shares: Float64Array.from(sizes.subarray(0, count), shareIn) }
}

const fewestSessions = 5

const countSessions = (places: Int32Array, sessions: Sessions): number => {
  const seen = new Uint8Array(sessions.count)
  let count = 0
  for (let i = 0; i < places.length; i++) {
    const session = sessions.of[places[i]!]!
    if (seen[session] === 0) count++
    seen[session] = 1
  }
  return count
}

/**
 * Rarity as the mean over observations and over sessions: the subject of one talk is rare, however often
 * it is named there. Under five sessions, over observations alone.
 */
export const rarityOverSessions = (total: number, sessions: Sessions): Rarity => {
  if (sessions.count < fewestSessions) return (places) => inverseDocumentFrequency(total, places.length)
  return (places) =>
    (inverseDocumentFrequency(total, places.length) +
      inverseDocumentFrequency(sessions.count, countSessions(places, sessions))) /
    2
}

/**
 * How much of a term its session gives to each observation: `.2 min(1, 30 / size) · max a in the session`,
 * by session.
 */
export const matchBySession = ({ places, values }: TermMatches, sessions: Sessions): Float64Array => {
  const best = new Float64Array(sessions.count)
  for (let i = 0; i < places.length; i++) {
    const session = sessions.of[places[i]!]!
    if (values[i]! > best[session]!) best[session] = values[i]!
  }
  for (let session = 0; session < best.length; session++) {
    best[session]! *= sessions.shares[session]!
  }
  return best
}

const withoutFirstPerson = 0.9
const questionOnly = 0.7

/** What a turn tells of its speaker: one without a first-person word tells less, a mere question least. */
export const speakerPrior = (flags: number): number => {
  if ((flags & documentFlags.firstPerson) > 0) return 1
  return (flags & documentFlags.asks) > 0 ? withoutFirstPerson * questionOnly : withoutFirstPerson
}

const timeBonus = 0.05

/** What a turn that names a time gains when the query asks for one, as a share of the whole gain. */
export const timeWordBonus = (flags: number): number => ((flags & documentFlags.timeWord) > 0 ? timeBonus : 0)
