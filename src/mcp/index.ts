/** Memory as tools of a model. Every export here is public API. */
export { createMcpServer, type McpOptions, type McpServerOptions } from './server.ts'
export { createMcpHandler, type McpHandler } from './http.ts'
export type { McpToolName } from './tools.ts'
export type { Caller, Scope } from '../access/caller.ts'
