import type { StoreAnswer, StoreInput, StoreMethod } from '../../engine/port/forwarding-store.ts'

/** Names of the conventions for memory operations of generative AI. */
export type GenAiOperation =
  | 'create_memory'
  | 'upsert_memory'
  | 'update_memory'
  | 'search_memory'
  | 'delete_memory'
  | 'delete_memory_store'

/** Facts of a call that its span tells. It holds numbers, never a text of a user. */
export interface ToldOperation<Name extends StoreMethod> {
  /** Name in the conventions; null where they have none. */
  readonly named: GenAiOperation | null | ((...input: StoreInput<Name>) => GenAiOperation)
  /** Id of the one observation that the call is about; absent: there is none. */
  readonly recordId?: (...input: StoreInput<Name>) => unknown
  /** Number of records that the call is about; absent: they are not counted. */
  readonly count?: (answer: StoreAnswer<Name>, ...input: StoreInput<Name>) => number
}

const second = (_: string, ref: unknown): unknown => ref
const one = (): number => 1
const oneOrNone = (answer: unknown): number => Number(answer !== null && answer !== false)
const none = { named: null } as const

const ofOne = { recordId: second, count: oneOrNone } as const

/** Every call of a store; the types require a new one here. */
export const toldOperations: { readonly [Name in StoreMethod]: ToldOperation<Name> } = {
  saveObservation: {
    named: (_, draft) => (draft.topicKey === null ? 'create_memory' : 'upsert_memory'),
    count: one,
  },
  saveObservations: {
    named: (_, drafts) =>
      drafts.every(({ topicKey }) => topicKey === null) ? 'create_memory' : 'upsert_memory',
    count: (_, __, drafts) => drafts.length,
  },
  importRecords: { named: 'upsert_memory', count: (_, __, records) => records.length },
  endSession: { named: 'create_memory', count: one },
  appendToThread: { named: 'create_memory', count: (_, __, ___, items) => items.length },
  updateObservation: { named: 'update_memory', ...ofOne },
  revertObservation: { named: 'update_memory', ...ofOne },
  approveObservation: { named: 'update_memory', ...ofOne },
  updateSession: { named: 'update_memory', count: oneOrNone },
  searchObservations: { named: 'search_memory', count: ({ results }) => results.length },
  readContext: { named: 'search_memory', count: ({ observations }) => observations.length },
  startSession: { named: 'search_memory', count: ({ memories }) => memories.length },
  getObservation: { named: 'search_memory', ...ofOne },
  getVersion: { named: 'search_memory', ...ofOne },
  readHistory: { named: 'search_memory', recordId: second, count: ({ versions }) => versions.length },
  listObservations: { named: 'search_memory', count: ({ observations }) => observations.length },
  readTimeline: { named: 'search_memory', recordId: second, count: (found) => found.length },
  listSessions: { named: 'search_memory', count: ({ sessions }) => sessions.length },
  getSession: { named: 'search_memory', count: oneOrNone },
  findMentions: { named: 'search_memory', recordId: second, count: (found) => found.length },
  readThread: { named: 'search_memory', count: ({ items }) => items.length },
  listThreads: { named: 'search_memory', count: ({ threads }) => threads.length },
  forgetObservation: { named: 'delete_memory', ...ofOne },
  forgetObservations: { named: 'delete_memory', count: (forgotten) => forgotten },
  forgetVersion: { named: 'delete_memory', ...ofOne },
  forgetSession: { named: 'delete_memory', count: oneOrNone },
  popFromThread: { named: 'delete_memory', count: oneOrNone },
  clearThread: { named: 'delete_memory', count: (removed) => removed },
  sweepUser: { named: 'delete_memory', count: (removed) => removed },
  eraseUser: { named: 'delete_memory_store', count: ({ observations }) => observations },
  readStats: none,
  readSettings: none,
  pauseMemory: none,
  resumeMemory: none,
  appendToJournal: none,
  readJournal: none,
  textsToEmbed: none,
  putVectors: none,
  countVectors: none,
}
