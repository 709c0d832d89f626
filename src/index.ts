/** The library. Every export here is public API. */
export { ILabMemory } from './memory/ilab-memory.ts'
export type {
  ForChanges,
  ForImport,
  ForObservation,
  ForQuery,
  ForSession,
  ForSummary,
  ForUser,
  MemoryFacade,
} from './memory/facade.ts'
export { stableUserId } from './memory/stable-user-id.ts'
export {
  MemoryError,
  errorCodes,
  type ErrorCode,
  type MemoryErrorDetails,
  type MemoryErrorJson,
} from './core/errors.ts'
export { errorForms, statusOf, type ErrorForm } from './core/error-forms.ts'
export { redact, type RedactedText } from './privacy/redact.ts'
export type { MemoryOfUsers, UserMemory } from './core/user-memory.ts'
export type {
  Changes,
  Compact,
  ContextFilter,
  ContextItem,
  ContextOptions,
  Config,
  ContextConfig,
  Draft,
  ErasureReceipt,
  ForgetOptions,
  Forgotten,
  ImportCounts,
  KeyOptions,
  ListOptions,
  ListPage,
  ListSessionsOptions,
  Observation,
  ObservationRef,
  ObservationType,
  PauseOptions,
  Quota,
  RevisionOptions,
  SaveOptions,
  SaveResult,
  ScoreParts,
  SearchConfig,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionChanges,
  SessionContext,
  SessionMention,
  SessionPage,
  SessionStart,
  Stats,
  TextLimits,
  TimelineOptions,
  MemoryContext,
  MemorySettings,
} from './core/model.ts'
export type {
  CleanChanges,
  CleanDraft,
  CleanRef,
  ContextCandidate,
  ContextCandidates,
  ContextRequest,
  ExportRecord,
  HeaderRecord,
  ListRequest,
  ListSessionsRequest,
  ObservationRecord,
  PauseRequest,
  RecallRequest,
  RecordLine,
  SearchAnswer,
  SearchRequest,
  SessionRecord,
  SettingsRecord,
  Store,
  WriteContext,
} from './core/store.ts'
export type { Language, RankingSettings } from './search/corpus.ts'
export type {
  PostgresClient,
  PostgresPool,
  PostgresQuery,
  PostgresRows,
} from './stores/postgres/connection/pool.ts'
export type { PostgresConfig } from './stores/postgres/options.ts'
