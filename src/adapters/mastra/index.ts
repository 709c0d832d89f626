/** Memory in the prompts of Mastra agents. Every export here is public API. */
export {
  memoryProcessor,
  type MemoryProcessor,
  type MemoryProcessorOptions,
  type ProcessedPrompt,
  type ProcessedRequest,
  type RequestValues,
} from './memory-processor.ts'
export type { RecallOptions } from '../shared/recalled.ts'
export type { PromptMessage } from '../shared/text-of-message.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
