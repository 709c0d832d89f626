import type { StoreMethod } from '../../engine/port/forwarding-store.ts'

/**
 * Kinds of calls. One that reads may go to any connection. After one that removes, no thread keeps what it removed.
 */
type CallKind = 'reads' | 'writes' | 'removes'

/** The kind of every method; the types require a new one here. */
export const callKinds: Readonly<Record<StoreMethod, CallKind>> = {
  saveObservation: 'writes',
  saveObservations: 'writes',
  updateObservation: 'writes',
  getObservation: 'reads',
  readHistory: 'reads',
  getVersion: 'reads',
  revertObservation: 'writes',
  approveObservation: 'removes',
  forgetVersion: 'removes',
  searchObservations: 'reads',
  readContext: 'reads',
  listObservations: 'reads',
  readTimeline: 'reads',
  startSession: 'writes',
  endSession: 'writes',
  listSessions: 'reads',
  getSession: 'reads',
  updateSession: 'writes',
  forgetSession: 'removes',
  findMentions: 'reads',
  readStats: 'reads',
  readSettings: 'reads',
  pauseMemory: 'writes',
  resumeMemory: 'writes',
  appendToThread: 'writes',
  readThread: 'reads',
  popFromThread: 'removes',
  clearThread: 'removes',
  listThreads: 'reads',
  appendToJournal: 'writes',
  readJournal: 'reads',
  textsToEmbed: 'reads',
  putVectors: 'writes',
  countVectors: 'reads',
  forgetObservation: 'removes',
  forgetObservations: 'removes',
  sweepUser: 'removes',
  eraseUser: 'removes',
  importRecords: 'writes',
}
