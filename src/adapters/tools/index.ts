/** Memory as tools of a model, for any framework. Every export here is public API. */
export {
  memoryTools,
  type MemoryTool,
  type MemoryToolCall,
  type MemoryToolResult,
  type MemoryToolsOptions,
} from './memory-tools.ts'
export type { MemoryToolName } from '../../memory/tools/offers.ts'
export type { ToolAnnotations } from '../../memory/tools/tools.ts'
export type { FieldSchema, ToolSchema } from '../../memory/tools/tool-schema.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
