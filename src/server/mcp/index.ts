/** Memory as tools of a model. Every export here is public API. */
export { createMcpServer, type McpOptions, type McpServerOptions } from './server/server.ts'
export { createMcpHandler, type McpHandler } from './transport/http.ts'
export type { MemoryToolName as McpToolName } from '../../memory/tools/offers.ts'
export type { Caller, Scope } from '../access/caller/caller.ts'
