/** Memory for agents of Eve. Every export here is public API. */
export { ilabMemory } from './eve-memory.ts'
export type {
  DefineTool,
  EveCaptureHandlers,
  EveMemoryFile,
  EveMemoryOptions,
  EveMemoryProvider,
  EveMemorySource,
  EveOperation,
  EveRecall,
  EveRecallHandlers,
  EveRecallMessage,
  EveScope,
  EveSession,
  EveSlot,
  EveToolDefinition,
  EveTurn,
  EveTurnCompleted,
  EveTurnStarted,
} from './provider.ts'
export type { MemoryToolName } from '../tools/index.ts'
export type { RecallOptions } from '../shared/recalled.ts'
export type { TurnOptions } from '../shared/turn.ts'
export type { PromptMessage } from '../shared/text-of-message.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
