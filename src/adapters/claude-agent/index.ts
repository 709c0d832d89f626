/** Memory in the Claude Agent SDK. Every export here is public API. */
export {
  memoryHooks,
  type HookInput,
  type HookMatcher,
  type HookOutput,
  type MemoryHooks,
  type MemoryHooksOptions,
  type SpecificOutput,
} from './memory-hooks.ts'
export {
  sessionStore,
  type SessionEntry,
  type SessionKey,
  type SessionOfProject,
  type SessionStore,
} from './session-store.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
export type { RecallOptions } from '../shared/recalled.ts'
