/** The parts of a store of your own. Every export here is public API. */
export { EngineStore } from './engine-store.ts'
export {
  ForwardingStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from './port/forwarding-store.ts'
export { MemoryError } from '../core/errors/errors.ts'
export { hasExpired, isDue } from './rules/expiry.ts'
export { indexObservations, type PlainIndex } from './read/plain-index.ts'
export { losesVectors } from './rules/texts/embedding.ts'
export { isIndexed, newUser, typeIndex } from './port/stored.ts'
export { PlainJournal } from './write/plain/plain-journal.ts'
export { readExpiry } from './write/plain/plain-expiry.ts'
export { PlainSessions } from './write/plain/plain-sessions.ts'
export { PlainThreads } from './write/plain/plain-threads.ts'
export { PlainVersions } from './write/plain/plain-versions.ts'
export { rememberedSaves } from './rules/idempotency.ts'
export { passesFilter, type Filterable } from './rules/filter.ts'
export { runAtOnce, runWaiting, type Awaitable, type Steps } from './port/steps.ts'
export {
  analyzeObservation,
  createAnalyzer,
  type AnalyzedObservation,
  type Analyzer,
  type IndexedBeside,
  type Token,
} from '../search/text/analyze.ts'
export type { StemmedLanguage } from '../search/text/stemmers.ts'
export type { ExportPage, Snapshot, StoreBackend, WriteOptions } from './port/backend.ts'
export type { ExpiredRow, Position, TextRow, UserReader } from './port/reader.ts'
export type {
  KeyedResult,
  KeyedSave,
  ReadObservation,
  ResultRow,
  StoredObservation,
  StoredSession,
  UserState,
} from './port/stored.ts'
export type {
  AddedEntry,
  JournalPosition,
  JournalReader,
  JournalRows,
  StoredEntry,
} from './port/journal-rows.ts'
export type {
  FoundThread,
  ItemPresence,
  KeyedAppend,
  ListedThread,
  NamedItem,
  StoredItem,
  StoredThread,
  ThreadNeeds,
  ThreadReader,
  ThreadRows,
} from './port/thread-rows.ts'
export type {
  CountedVersion,
  ReadVersion,
  StoredVersion,
  VersionedFields,
  VersionPosition,
} from './port/version.ts'
export type { Embedding, VectorReader, VectorRows } from './port/vector-rows.ts'
export type { KnownSave, Needs, SoughtBeside, UnitOfWork } from './port/unit-of-work.ts'
export type { Corpus, DocumentTable, PostingList } from '../search/corpus.ts'
export type { PackedVector } from '../search/sense/packed-vector.ts'
export type { Background, Sense, VectorBlock } from '../search/sense/sense.ts'
export type { VocabularyRange } from '../search/query/plan.ts'
export type { SubstringRow } from '../search/rank/substring.ts'
export type {
  AppendContext,
  CleanDraft,
  CleanExpiry,
  CleanFilter,
  ContextCandidate,
  ContextCandidates,
  ContextRequest,
  DataCondition,
  DataConditions,
  EmbeddedText,
  ExportedVersion,
  ExportRecord,
  HeaderRecord,
  HistoryStore,
  JournalAppend,
  JournalRecord,
  JournalStore,
  ListRequest,
  ListSessionsRequest,
  ListThreadsRequest,
  ObservationRecord,
  PauseRequest,
  RecallRequest,
  ReadHistoryRequest,
  ReadJournalRequest,
  ReadThreadRequest,
  RecordLine,
  SearchAnswer,
  SearchRequest,
  SenseRequest,
  SessionRecord,
  SettingsRecord,
  VersionRecord,
  VersionRequest,
  Store,
  ThreadEntry,
  ThreadEntryPage,
  ThreadItemRecord,
  TextsToEmbedRequest,
  TextToEmbed,
  UsersToSweep,
  VectorStore,
  WriteContext,
} from '../core/store/store.ts'
