/** The library. Whatever is exported here is public API. */
export { ILabMemory } from './memory.ts'
export type { ForUser } from './facade.ts'
export { stableUserId } from './identity.ts'
export { MemoryError, errorCodes, type ErrorCode } from './errors.ts'
export { redact } from './privacy/redact.ts'
export type { Config } from './config.ts'
export type { UserMemory } from './user-memory.ts'
export type {
  Compact,
  Draft,
  ErasureReceipt,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
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
} from './model.ts'
export type { Store } from './store.ts'
