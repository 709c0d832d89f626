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
