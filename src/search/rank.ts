import { inverseDocumentFrequency } from './bm25.ts'
import { absorbNeighbours, addNeighbours, type ShareOfPrevious } from './context.ts'
import {
  missingBySession,
  numberSessions,
  rarityOverSessions,
  shareAfterQuestion,
  speakerPrior,
  timeWordBonus,
  type Sessions,
} from './conversation.ts'
import type { Corpus, DocumentTable, RankingSettings } from './corpus.ts'
import { dateMatch, dateRanges } from './dates.ts'
import { addAuthor, addTerms, createMatches, rowFor, type Matches } from './matches.ts'
import type { QueryPlan } from './query.ts'
import { recency, revision, searchScore, type ScoreParts } from './score.ts'
import { rarityOverDocuments, readTerms, type CorpusTerm } from './terms.ts'
import { createTop } from './top.ts'
import { windowBounds } from './window.ts'

/** One observation that a query found. */
export interface Ranked {
  /** Its place in the document table. */
  readonly index: number
  readonly id: number
  /** SearchScore, in [0, 1]. */
  readonly score: number
  readonly parts: ScoreParts
  /** `[windowStart, windowEnd)`: the best passage, as positions in the content's terms. */
  readonly windowStart: number
  readonly windowEnd: number
}

/** How to rank. */
export interface RankOptions {
  readonly settings: RankingSettings
  /** Milliseconds since the epoch, for recency. */
  readonly now: number
  /** How many to return at most. */
  readonly limit: number
  /** Which observations may be returned. All of the user's count in the statistics, whatever this says. */
  readonly accepts?: ((documentIndex: number) => boolean) | undefined
}

/** What was found, before it is weighed. */
interface Findings {
  readonly matches: Matches
  readonly subjects: readonly CorpusTerm[]
  /** Sum of all gains: what a full match of everything would be worth. */
  readonly wholeGain: number
  /** Only in conversation mode. */
  readonly sessions: Sessions | null
}

const addDates = (matches: Matches, plan: QueryPlan, documents: DocumentTable): number => {
  if (plan.dates.length === 0) return 0
  const times = Float64Array.from({ length: documents.length }, (_, index) => documents.createdAt[index]!)
  const earliest = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const latest = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  let wholeGain = 0
  for (const date of plan.dates) {
    const ranges = dateRanges(date, earliest, latest)
    const found = times.map((time) => dateMatch(time, ranges))
    const gain = inverseDocumentFrequency(
      found.length,
      found.reduce((count, value) => count + (value > 0 ? 1 : 0), 0),
    )
    wholeGain += gain
    for (let index = 0; index < found.length; index++) {
      if (found[index]! > 0) matches.fixedGain[rowFor(matches, index)]! += gain * found[index]!
    }
  }
  return wholeGain
}

const find = (plan: QueryPlan, corpus: Corpus, mode: RankingSettings['mode']): Findings => {
  const { documents } = corpus
  const sessions = mode === 'conversation' ? numberSessions(documents) : null
  const rarity =
    sessions === null ? rarityOverDocuments(documents.length) : rarityOverSessions(documents.length, sessions)
  const terms = readTerms(plan, corpus, rarity)
  const subjects = terms.filter((term) => !term.isAuthor)
  const found = terms.reduce((sum, term) => sum + term.documents, 0)
  // Dates and neighbours may bring in any observation.
  const rows = sessions !== null || plan.dates.length > 0 ? documents.length : Math.min(documents.length, found)
  const matches = createMatches(documents.length, rows, subjects.length)
  addTerms(matches, subjects, documents)
  for (const term of terms) if (term.isAuthor) addAuthor(matches, term, documents)
  const dateGain = addDates(matches, plan, documents)
  if (sessions !== null) addNeighbours(matches, documents, (document) => rowFor(matches, document))
  return { matches, subjects, wholeGain: terms.reduce((sum, term) => sum + term.gain, dateGain), sessions }
}

const longObservation = 60
const lengthExponent = { default: 0.1, conversation: 0.2 } as const

const lengthPrior = (documents: DocumentTable, document: number, exponent: number): number => {
  const words = documents.contentLength[document]! + documents.titleLength[document]!
  return words > longObservation ? (longObservation / words) ** exponent : 1
}

/** Relevance by row, in [0, 1]. */
type Relevance = (row: number) => number

const relevanceOf = (findings: Findings, plan: QueryPlan, documents: DocumentTable): Relevance => {
  const { matches, subjects, wholeGain, sessions } = findings
  const { columns, values } = matches
  const exponent = sessions === null ? lengthExponent.default : lengthExponent.conversation
  const gains = Float64Array.from(subjects, (term) => term.gain)
  const missing = new Float64Array(columns)
  const bySession = sessions === null ? null : missingBySession(matches, sessions)
  const shareOfPrevious: ShareOfPrevious | null = sessions === null ? null : shareAfterQuestion(documents)
  return (row) => {
    const document = matches.documents[row]!
    missing.fill(1)
    if (sessions !== null) {
      const offset = sessions.of[document]! * columns
      for (let column = 0; column < columns; column++) missing[column] = bySession![offset + column]!
    }
    absorbNeighbours(missing, matches, documents, document, shareOfPrevious)
    let gain = matches.fixedGain[row]!
    for (let column = 0; column < columns; column++) {
      gain += gains[column]! * (1 - (1 - values[row * columns + column]!) * missing[column]!)
    }
    let relevance = (lengthPrior(documents, document, exponent) * gain) / wholeGain
    if (sessions !== null) {
      const flags = documents.flags[document]!
      relevance = relevance * speakerPrior(flags) + (plan.asksTime ? timeWordBonus(flags) : 0)
    }
    return Math.min(1, relevance)
  }
}

/**
 * Ranks one user's observations for a query, best first, ties by id. Uses nothing but what it is given.
 */
export const rank = (plan: QueryPlan, corpus: Corpus, options: RankOptions): Ranked[] => {
  const { documents } = corpus
  const { settings, now, limit, accepts } = options
  const findings = find(plan, corpus, settings.mode)
  const { matches } = findings
  if (matches.rows === 0 || findings.wholeGain <= 0) return []
  const relevance = relevanceOf(findings, plan, documents)
  const top = createTop<Ranked>(limit)
  for (let row = 0; row < matches.rows; row++) {
    const index = matches.documents[row]!
    if (accepts !== undefined && !accepts(index)) continue
    const parts = {
      relevance: relevance(row),
      recency: recency(now - documents.updatedAt[index]!, settings.halfLifeDays),
      revision: revision(documents.revisionCount[index]!, settings.revisionCap),
    }
    const score = searchScore(parts, settings.search)
    const id = documents.ids[index]!
    if (score <= 0 || !top.accepts(score, id)) continue
    const [windowStart, windowEnd] = windowBounds(documents.contentLength[index]!, matches.window[row]!)
    top.add({ index, id, score, parts, windowStart, windowEnd })
  }
  return top.take()
}
