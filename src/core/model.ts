/** The shapes of memory, one file each under `model/`. Their schemas are in `schemas/`, under the same names. */
export type { JsonObject, JsonValue } from './model/json.ts'
export type { Config, ContextConfig, SearchConfig, TextLimits } from './model/config.ts'
export type { ContextItem, ContextOptions, MemoryContext } from './model/context.ts'
export type { ObservationFilter, TimeInput } from './model/filter.ts'
export type { ErasureReceipt } from './model/user/erasure.ts'
export type {
  GetOptions,
  HistoryConfig,
  HistoryOptions,
  HistoryPage,
  ObservationVersion,
} from './model/history.ts'
export type {
  JournaledOperation,
  JournalEntry,
  JournalOptions,
  JournalPage,
  PurposeOptions,
} from './model/user/journal.ts'
export type { ListOptions, ListPage, TimelineOptions } from './model/list.ts'
export type {
  Compact,
  Observation,
  ObservationRef,
  ObservationStatus,
  ObservationType,
} from './model/observation.ts'
export type { Embedded, EmbedOptions, MeaningUse } from './model/meaning.ts'
export type { Quota } from './model/user/quota.ts'
export type {
  BatchOptions,
  Changes,
  Draft,
  InSession,
  KeyOptions,
  RevisionOptions,
  SaveOptions,
  SaveResult,
  SummaryOptions,
  UpdateOptions,
} from './model/save.ts'
export type { FoundObservation, ScoreParts, SearchExplanation, SearchOptions } from './model/search.ts'
export type {
  ForgetOptions,
  Forgotten,
  ForgottenCount,
  ListSessionsOptions,
  Session,
  SessionChanges,
  SessionContext,
  SessionMention,
  SessionOptions,
  SessionPage,
  SessionStart,
  SessionStartOptions,
} from './model/session.ts'
export type { PauseOptions, MemorySettings } from './model/user/settings.ts'
export type { Stats } from './model/user/stats.ts'
export type { SweepOptions, Swept } from './model/user/sweep.ts'
export type {
  OpenTelemetry,
  TelemetryAttributes,
  TelemetryContext,
  TelemetryMeter,
  TelemetrySpan,
  TelemetryTracer,
} from './model/telemetry.ts'
export type {
  ListThreadsOptions,
  Thread,
  ThreadAppended,
  ThreadItem,
  ThreadListPage,
  ThreadPage,
  ThreadReadOptions,
  ThreadSummary,
} from './model/thread.ts'
export type { ImportCounts } from './model/user/transfer.ts'
