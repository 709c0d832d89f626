/**
 * The contract as data, free of any test runner, so that it can be run against any memory or store: each case opens
 * what it needs from the subject, checks, and rejects where something does not hold.
 */
export {
  skipReason,
  type Capability,
  type ContractCase,
  type Limited,
  type Limits,
  type MemoryCase,
  type MemoryOptions,
  type MemorySubject,
  type OpenMemory,
  type StoreCase,
  type StoreSubject,
} from './contract-case.ts'
export { adapterContract } from './adapter-contract/contract.ts'
export type { AdapterCase, AdapterOfUser, AdapterSubject, OpenAdapter } from './adapter-contract/subject.ts'
export { graphStoreContract } from './graph-store-contract/contract.ts'
export type {
  GraphStoreCase,
  GraphStoreSubject,
  GraphStoreUnderTest,
  OpenGraphStore,
} from './graph-store-contract/subject.ts'
export type {
  FoundGraphItem,
  GraphGet,
  GraphItem,
  GraphMatch,
  GraphNamespaces,
  GraphNamespaceQuery,
  GraphOperation,
  GraphPut,
  GraphSearch,
  GraphStore,
} from '../adapters/langgraph/graph-store.ts'
export { findDisagreement, type Disagreement } from './histories/agreement.ts'
export { memoryContract } from './memory-contract/contract.ts'
export { isolationMatrix, type NamedOperation } from './isolation-matrix/matrix.ts'
export { findInterference, type Counterexample, type RandomRuns } from './histories/non-interference.ts'
export type {
  Deed,
  FloodDeed,
  IdDeed,
  ListDeed,
  PlainDeed,
  SaveDeed,
  ContextDeed,
  FilterDeed,
  SearchDeed,
  SessionDeed,
  SummaryDeed,
  ThreadDeed,
  TimelineDeed,
  UpdateDeed,
  VersionDeed,
} from './histories/deed.ts'
export type { History, Step } from './histories/history.ts'
export type { Users } from './histories/users.ts'
export { storeContract } from './store-contract/contract.ts'
export { createReferenceStore } from './reference-store/store.ts'
export {
  canariesIn,
  canary,
  leakedSecrets,
  lostWords,
  privacyCorpus,
  type PrivacyCase,
} from './privacy-corpus/corpus.ts'
export type { ReferenceStoreOptions } from './reference-store/options.ts'
export {
  wordEmbedder,
  type AskedTexts,
  type EmbedderFault,
  type WordEmbedder,
  type WordEmbedderOptions,
} from './word-embedder.ts'
export type { Embedder, EmbedderCall, EmbeddingBackground, EmbeddingKind } from '../core/model/embedder.ts'
