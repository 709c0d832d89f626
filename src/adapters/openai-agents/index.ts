/** Memory for the OpenAI Agents SDK: tools and sessions. Every export here is public API. */
export {
  agentTools,
  type AgentCall,
  type AgentRun,
  type AgentTool,
  type AgentToolCall,
  type AgentToolParameters,
  type AgentToolsOptions,
} from './agent-tools.ts'
export { memorySession, type MemorySession, type MemorySessionOptions } from './memory-session.ts'
export type { MemoryToolName, MemoryToolsOptions } from '../tools/index.ts'
export type { AdapterOptions, OnError } from '../shared/on-error.ts'
