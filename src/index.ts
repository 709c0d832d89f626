/** The library. Whatever is exported here is public API. */
export { ILabMemory } from './memory/ilab-memory.ts'
export type { ForUser } from './memory/facade.ts'
export { stableUserId } from './memory/stable-user-id.ts'
export { MemoryError, errorCodes, type ErrorCode, type MemoryErrorDetails } from './core/errors.ts'
export { errorForms, statusOf, type ErrorForm } from './core/error-forms.ts'
export { redact } from './privacy/redact.ts'
export type { UserMemory } from './core/user-memory.ts'
export type {
  Compact,
  Config,
  ContextConfig,
  Draft,
  ErasureReceipt,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
  ObservationType,
  Quota,
  SaveOptions,
  SaveResult,
  ScoreParts,
  SearchConfig,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionContext,
  SessionStart,
  Stats,
  TextLimits,
  TimelineOptions,
} from './core/model.ts'
export type { Store } from './core/store.ts'
