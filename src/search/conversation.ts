import { inverseDocumentFrequency } from './bm25.ts'
import { documentFlags, type DocumentTable } from './corpus.ts'
import type { Matches } from './matches.ts'
import type { Rarity } from './terms.ts'
import { neighbourShares, type ShareOfPrevious } from './context.ts'

/** Sessions as numbers from 0 on, with their sizes. */
export interface Sessions {
  readonly count: number
  /** Session of each document. */
  readonly of: Int32Array
  readonly sizes: number[]
}

/** Numbers the sessions of a user in the order in which they first appear. */
export const numberSessions = ({ session, length }: DocumentTable): Sessions => {
  const numbers = new Map<number, number>()
  const of = new Int32Array(length)
  const sizes: number[] = []
  for (let index = 0; index < length; index++) {
    const key = session[index]!
    // Observations of one session mostly stand together: the map is asked once a session.
    let number = index > 0 && session[index - 1] === key ? of[index - 1]! : numbers.get(key)
    if (number === undefined) {
      number = sizes.push(0) - 1
      numbers.set(key, number)
    }
    of[index] = number
    sizes[number]!++
  }
  return { count: sizes.length, of, sizes }
}

const fewestSessions = 5

const countSessions = (places: Int32Array, sessions: Sessions): number => {
  const seen = new Uint8Array(sessions.count)
  let count = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    if (place < 0) continue
    const session = sessions.of[place]!
    if (seen[session] === 0) count++
    seen[session] = 1
  }
  return count
}

/** Rarity as the mean over observations and over sessions: a subject of one talk is rare, however often it is named there. */
export const rarityOverSessions = (total: number, sessions: Sessions): Rarity => {
  if (sessions.count < fewestSessions) return (documents) => inverseDocumentFrequency(total, documents)
  return (documents, places) =>
    (inverseDocumentFrequency(total, documents) +
      inverseDocumentFrequency(sessions.count, countSessions(places, sessions))) /
    2
}

const sessionShare = 0.2
const typicalSession = 30

/** What each session as a whole leaves missing, row by session, column by term: `1 − .2 min(1, 30 / size) max a`. */
export const missingBySession = (matches: Matches, sessions: Sessions): Float64Array => {
  const { columns, values } = matches
  const missing = new Float64Array(sessions.count * columns)
  for (let row = 0; row < matches.rows; row++) {
    const offset = sessions.of[matches.documents[row]!]! * columns
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!
      if (value > missing[offset + column]!) missing[offset + column] = value
    }
  }
  for (let session = 0; session < sessions.count; session++) {
    const share = sessionShare * Math.min(1, typicalSession / sessions.sizes[session]!)
    for (let column = 0; column < columns; column++) {
      const place = session * columns + column
      missing[place] = 1 - share * missing[place]!
    }
  }
  return missing
}

const shareOfQuestion = 0.7

/** A short question passes most of its match on: an answer follows it. */
export const shareAfterQuestion =
  ({ flags }: DocumentTable): ShareOfPrevious =>
  (document) =>
    (flags[document]! & documentFlags.shortQuestion) > 0 ? shareOfQuestion : neighbourShares[0]!

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
