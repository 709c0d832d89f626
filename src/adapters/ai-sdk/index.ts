/** Memory in the AI SDK, versions 6 and 7. Every export here is public API. */
export {
  aiTools,
  type AiTool,
  type AiToolAnswer,
  type AiToolCall,
  type AiToolInput,
  type AiToolSchema,
  type AiTools,
  type AiToolText,
} from './ai-tools.ts'
export { withMemory, type LanguageModelForm, type ModelWithMemory } from './with-memory.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
export type { RecallOptions } from '../shared/recalled.ts'
export type { MemoryToolName, MemoryToolResult, MemoryToolsOptions } from '../tools/index.ts'
export { memoryFiles, type MemoryFilesAction, type MemoryFilesTool } from './memory-files.ts'
export type {
  CreateCommand,
  DeleteCommand,
  InsertCommand,
  MemoryFiles,
  MemoryFilesOptions,
  RenameCommand,
  StrReplaceCommand,
  ViewCommand,
} from '../anthropic/index.ts'
