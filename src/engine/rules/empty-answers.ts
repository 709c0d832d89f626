import { MemoryError } from '../../core/errors/errors.ts'
import type {
  ErasureReceipt,
  HistoryPage,
  ImportCounts,
  JournalPage,
  ListPage,
  SessionPage,
  Stats,
  ThreadListPage,
} from '../../core/model.ts'
import type { ContextCandidates, SearchAnswer, ThreadEntryPage } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'

/** Answers of reads for a user without any write: the same as for an erased user. */
export const nothingFound: SearchAnswer = { results: [], emptyBecause: 'no_observations', meaning: null }

export const noCandidates: ContextCandidates = { observations: [], sessions: [], isPaused: false }

export const nothingImported: ImportCounts = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }

export function emptyPage(): ListPage {
  return { observations: [], nextCursor: null }
}

export function emptySessionPage(): SessionPage {
  return { sessions: [], nextCursor: null }
}

export function emptyThreadPage(): ThreadEntryPage {
  return { items: [], nextBefore: null }
}

export function emptyThreadList(): ThreadListPage {
  return { threads: [], nextCursor: null }
}

export function emptyJournal(): JournalPage {
  return { entries: [], nextCursor: null }
}

export function emptyHistory(): HistoryPage {
  return { versions: [], nextBefore: null }
}

export function emptyStats(): Stats {
  return { observations: 0, pending: 0, sessions: 0, bytes: 0, byType: {}, lastActivityAt: null }
}

export function emptyReceipt(now: number): ErasureReceipt {
  return { observations: 0, sessions: 0, erasedAt: isoTime(now) }
}

/** Errors: `no_active_session`, always. */
export function refuseWithoutSession(): never {
  throw new MemoryError('no_active_session', 'there is no active session: start one or save something first')
}
