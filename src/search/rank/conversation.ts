import { inverseDocumentFrequency } from './bm25.ts'
import type { TermMatches } from './neighbours.ts'
import { documentFlags, type DocumentTable } from '../corpus.ts'
import type { Rarity } from './terms.ts'

/** Sessions as numbers from 0 on, with their sizes. */
export interface Sessions {
  readonly count: number
  /** Session of each document. */
  readonly of: Int32Array
  /** The share of a match that each session gives to all of its observations: `.2 min(1, 30 / size)`. */
  readonly shares: Float64Array
}

const sessionShare = 0.2
const typicalSession = 30

function shareIn(size: number): number {
  return sessionShare * Math.min(1, typicalSession / size)
}

/** Gives each observation without a session one of its own, so that no two of them count as neighbours. */
export function withOwnSessions(documents: DocumentTable): DocumentTable {
  if (Array.prototype.indexOf.call(documents.session, 0) === -1) return documents
  const session = Array.from(documents.session, (number, index) => (number === 0 ? -1 - index : number))
  return { ...documents, session }
}

/** Numbers the sessions of a user in the order in which they first appear. */
export function numberSessions({ session, length }: DocumentTable): Sessions {
  const keys: number[] = []
  const sizes: number[] = []
  const of = new Int32Array(length)
  // Sessions mostly follow one another, so that a greater key is a new one; only where one comes again is a map needed.
  let numbers: Map<number, number> | null = null
  let greatest = -1
  for (let index = 0; index < length;) {
    const key = session[index]!
    let number = keys.length
    if (key <= greatest) {
      numbers ??= new Map(keys.map((known, i) => [known, i]))
      number = numbers.get(key) ?? number
    }
    if (number === keys.length) {
      keys.push(key)
      sizes.push(0)
      numbers?.set(key, number)
      greatest = Math.max(greatest, key)
    }
    const start = index
    while (index < length && session[index] === key) of[index++] = number
    sizes[number]! += index - start
  }
  const shares = new Float64Array(keys.length)
  for (let number = 0; number < shares.length; number++) shares[number] = shareIn(sizes[number]!)
  return { count: keys.length, of, shares }
}

const fewestSessions = 5

function countSessions(places: Int32Array, sessions: Sessions, seen: Int32Array, stamp: number): number {
  const { of } = sessions
  let count = 0
  for (let i = 0; i < places.length; i++) {
    const session = of[places[i]!]!
    if (seen[session] === stamp) continue
    seen[session] = stamp
    count++
  }
  return count
}

/**
 * Rarity as the mean over observations and over sessions: the subject of one talk is rare, however often
 * it is named there. Under five sessions, over observations alone.
 */
export function rarityOverSessions(total: number, sessions: Sessions): Rarity {
  if (sessions.count < fewestSessions) return (places) => inverseDocumentFrequency(total, places.length)
  // Marked with the number of the term that was last seen there, so that it need not be cleared between terms.
  const seen = new Int32Array(sessions.count)
  let stamp = 0
  return (places) =>
    (inverseDocumentFrequency(total, places.length) +
      inverseDocumentFrequency(sessions.count, countSessions(places, sessions, seen, ++stamp))) /
    2
}

/** Sets `match` to how much of a term each session gives to its observations: its share of the best `a` in it. */
export function matchBySession(
  { places, values }: TermMatches,
  { of, shares }: Sessions,
  match: Float64Array,
): void {
  match.fill(0)
  for (let i = 0; i < places.length; i++) {
    const session = of[places[i]!]!
    if (values[i]! > match[session]!) match[session] = values[i]!
  }
  for (let session = 0; session < match.length; session++) match[session]! *= shares[session]!
}

const withoutFirstPerson = 0.9
const questionOnly = 0.7

/** Weighs a turn by its speaker. A turn without a first-person word tells less, and a mere question least. */
export function speakerPrior(flags: number): number {
  if ((flags & documentFlags.firstPerson) > 0) return 1
  return (flags & documentFlags.asks) > 0 ? withoutFirstPerson * questionOnly : withoutFirstPerson
}

/** The most that {@link timeWordBonus} gives. */
export const mostTimeWordBonus = 0.05

/** The gain of a turn that names a time, when the query asks for one, as a share of the whole gain. */
export function timeWordBonus(flags: number): number {
  return (flags & documentFlags.timeWord) > 0 ? mostTimeWordBonus : 0
}
