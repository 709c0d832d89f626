/** Memory as the store of LangGraph and DeepAgents. Every export here is public API. */
export { memoryStore, type MemoryStoreOptions } from './store.ts'
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
} from './graph-store.ts'
export type { OnError } from '../shared/on-error.ts'
