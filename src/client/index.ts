/** The client of a memory server. It needs `fetch` and nothing of Node. */
export { connect, type RemoteMemory } from './remote-memory.ts'
export type { ConnectOptions } from './connection/options.ts'
export type { RemoteUserMemory } from './handle/remote-handle.ts'
export {
  MemoryError,
  errorCodes,
  type ErrorCode,
  type MemoryErrorDetails,
  type MemoryErrorJson,
} from '../core/errors.ts'
export type {
  ForImport,
  ForObservation,
  ForQuery,
  ForSummary,
  ForUser,
  MemoryFacade,
} from '../memory/facade.ts'
export type {
  GovernanceOperations,
  MemoryOfUsers,
  ObservationOperations,
  SearchOperations,
  SessionOperations,
  TransferOperations,
  UserMemory,
} from '../core/user-memory.ts'
export type {
  Compact,
  ContextItem,
  ContextOptions,
  Draft,
  ErasureReceipt,
  FoundObservation,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
  ObservationType,
  PauseOptions,
  SaveOptions,
  SaveResult,
  ScoreParts,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionContext,
  SessionStart,
  Stats,
  TimelineOptions,
  MemoryContext,
  MemorySettings,
} from '../core/model.ts'
