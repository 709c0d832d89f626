/** Claude's memory tool over one user's memory. Every export here is public API. */
export {
  memoryFiles,
  type CreateCommand,
  type DeleteCommand,
  type InsertCommand,
  type MemoryFiles,
  type MemoryFilesOptions,
  type RenameCommand,
  type StrReplaceCommand,
  type ViewCommand,
} from './memory-files.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
