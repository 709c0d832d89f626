/** Memory for TanStack AI. Every export here is public API. */
export {
  memoryAdapter,
  type ConversationScope,
  type ConversationTurn,
  type ListedFact,
  type MemoryAdapter,
  type MemoryAdapterOptions,
  type MemorySnapshot,
  type RecalledText,
  type TurnReceipt,
} from './memory-adapter.ts'
export type { RecallOptions } from '../shared/recalled.ts'
export type { TurnOptions } from '../shared/turn.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
