import { addAuthor } from './authors.ts'
import { inverseDocumentFrequency } from './bm25.ts'
import { spreadMatches, type Board, type SessionKeep, type TermMatches } from './neighbours.ts'
import {
  matchBySession,
  numberSessions,
  rarityOverSessions,
  withOwnSessions,
  type Sessions,
} from './conversation.ts'
import type { Corpus, DocumentTable, RankingSettings } from '../corpus.ts'
import { dateMatch, dateRanges, type NamedDate } from '../query/dates.ts'
import { matchTerms } from './matches.ts'
import type { QueryPlan } from '../query/plan.ts'
import { rarityOverDocuments, readTerms } from './terms.ts'

/** Worth of a query's terms in each observation. */
export interface Gains {
  /** By document: the sum of `gain · match`. */
  readonly of: Float64Array
  /** By document: 1 where the query found it. */
  readonly found: Uint8Array
  /** Sum of all gains: what a full match of everything is worth. */
  readonly whole: number
  /** Best window of the long observations, by document. */
  readonly windows: ReadonlyMap<number, number>
}

/** Gains that sessions as a whole give to their observations. */
interface SessionBoard extends SessionKeep {
  readonly sessions: Sessions
  /** By session: the sum of what all terms give. */
  readonly gains: Float64Array
}

/** Adds a subject term with its context; what its sessions give to all of their observations goes to their board. */
function addSubject(board: Board, term: TermMatches, bySession: SessionBoard | null): void {
  if (bySession === null) return spreadMatches(board, term, null)
  const { sessions, gains, keep } = bySession
  matchBySession(term, sessions, keep)
  for (let session = 0; session < keep.length; session++) {
    gains[session]! += term.gain * keep[session]!
    keep[session] = 1 - keep[session]!
  }
  spreadMatches(board, term, bySession)
}

function timeSpan({ createdAt, length }: DocumentTable): [earliest: number, latest: number] {
  let earliest = createdAt[0]!
  let latest = earliest
  for (let index = 1; index < length; index++) {
    earliest = Math.min(earliest, createdAt[index]!)
    latest = Math.max(latest, createdAt[index]!)
  }
  return [earliest, latest]
}

/** A date is one more term: what was created on it matches. Returns its gain. */
function addDate(
  { gains, found }: { readonly gains: Float64Array; readonly found: Uint8Array },
  date: NamedDate,
  timeZone: string,
  documents: DocumentTable,
): number {
  const ranges = dateRanges(date, ...timeSpan(documents), timeZone)
  const matches = new Float64Array(documents.length)
  let count = 0
  for (let index = 0; index < matches.length; index++) {
    matches[index] = dateMatch(documents.createdAt[index]!, ranges)
    if (matches[index]! > 0) count++
  }
  const gain = inverseDocumentFrequency(documents.length, count)
  for (let index = 0; index < matches.length; index++) {
    if (matches[index] === 0) continue
    gains[index]! += gain * matches[index]!
    found[index] = 1
  }
  return gain
}

/** Marks each observation that gained by itself or by a neighbour as found, and adds the gain of its session. */
function addSessions(gains: Float64Array, found: Uint8Array, bySession: SessionBoard): void {
  const { sessionOf, gains: ofSession } = bySession
  for (let document = 0; document < gains.length; document++) {
    if (gains[document] === 0) continue
    found[document] = 1
    gains[document]! += ofSession[sessionOf[document]!]!
  }
}

function boardOfSessions(sessions: Sessions): SessionBoard {
  return {
    sessions,
    sessionOf: sessions.of,
    gains: new Float64Array(sessions.count),
    keep: new Float64Array(sessions.count),
  }
}

/** Weighs every observation for a query. `corpus` must hold at least one. */
export function weighObservations(plan: QueryPlan, corpus: Corpus, mode: RankingSettings['mode']): Gains {
  const documents = mode === 'conversation' ? withOwnSessions(corpus.documents) : corpus.documents
  const { length } = documents
  const sessions = mode === 'conversation' ? numberSessions(documents) : null
  const rarity = sessions === null ? rarityOverDocuments(length) : rarityOverSessions(length, sessions)
  const terms = readTerms(plan, corpus, rarity)
  const subjects = terms.filter((term) => !term.isAuthor)
  const { values, windows, average } = matchTerms(subjects, documents)
  const gains = new Float64Array(length)
  const found = new Uint8Array(length)
  const board: Board = {
    length,
    session: documents.session,
    gains,
    missing: new Float64Array(length).fill(1),
    questions: sessions === null ? null : documents.flags,
  }
  const bySession = sessions === null ? null : boardOfSessions(sessions)
  for (let index = 0; index < subjects.length; index++) {
    const { places, gain } = subjects[index]!
    addSubject(board, { places, values: values[index]!, gain }, bySession)
    for (let i = 0; i < places.length; i++) found[places[i]!] = 1
  }
  for (const term of terms) if (term.isAuthor) addAuthor({ gains, found }, term, documents, average)
  const dateGain = plan.dates.reduce(
    (sum, date) => sum + addDate({ gains, found }, date, plan.timeZone, documents),
    0,
  )
  if (bySession !== null) addSessions(gains, found, bySession)
  return { of: gains, found, whole: terms.reduce((sum, term) => sum + term.gain, dateGain), windows }
}
