import { McpServer, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { anyone } from '../../access/caller/caller.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import { given } from '../../../core/input/given.ts'
import { requireUserId } from '../../../core/user-id.ts'
import { packageVersion } from '../../../core/version.ts'
import type { MemoryOfUsers } from '../../../core/user-memory.ts'
import { readArgumentsAsMeant } from './call-arguments.ts'
import { callTool, type Access, type CallContext } from './call.ts'
import { instructionsFor } from './instructions.ts'
import { inToolSpan } from './tool-span.ts'
import { refusal } from '../../../memory/tools/refusal.ts'
import { defaultTools, type MemoryToolName } from '../../../memory/tools/offers.ts'
import { toolsNamed } from '../../../memory/tools/tools.ts'

/** Options of every server over a memory. */
export interface McpOptions {
  /** Memory of all users, such as an `ILabMemory`. The caller closes it. */
  readonly memory: MemoryOfUsers
  /**
   * Operations that are tools.
   * @default all but `mem_export`
   */
  readonly tools?: readonly MemoryToolName[] | null | undefined
  /**
   * Function that takes log lines: fixed texts for the operator, without anything of a user's.
   * @default nothing is logged
   */
  readonly log?: ((line: string) => void) | null | undefined
}

/** Options of a server for one client. */
export interface McpServerOptions extends McpOptions {
  /**
   * Id of the user that the server is bound to.
   * @default each call names its user in `user_id`, for hosts that are trusted with all users
   */
  readonly userId?: string | null | undefined
}

/**
 * An MCP server for one client, not yet connected. Connect it to one transport, and make another for another client.
 *
 * Errors: `invalid_input` for a user's id or a tool's name.
 *
 * @example
 * ```ts
 * const server = createMcpServer({ memory, userId: 'alice' })
 * await server.connect(transport)
 * ```
 */
export function createMcpServer(options: McpServerOptions): McpServer {
  return serverFor(options, localAccess(given(options).userId))
}

/** Trusts the person who started the process with every tool, for one user or for any. */
export function localAccess(userId: string | undefined): Access {
  return userId === undefined
    ? { caller: anyone, takesUserId: true }
    : { caller: { ...anyone, userId: requireUserId(userId) }, takesUserId: false }
}

const tooMany = new MemoryError('rate_limited', 'too many calls in one request; send them one by one')

/** Makes a server for one client of known access. */
export function serverFor(options: McpOptions, access: Access): McpServer {
  const { memory } = options
  const { tools: names = defaultTools, log = () => undefined } = given(options)
  const tools = toolsNamed(names, access.takesUserId, memory.closedTypes)
  const listed = tools
    .filter(({ operation }) => access.caller.scopes.has(operation.scope))
    .map(({ definition }) => definition)
  const context: CallContext = { memory, access, log }
  const instructions = instructionsFor(listed.map(({ name }) => name))
  const server = new McpServer(
    { name: 'ilab-memory', title: 'iLAB Memory', version: packageVersion },
    { instructions },
  )
  let calls = 0
  // Below the registry of `McpServer`: its own errors repeat names and arguments of the call.
  const protocol = server.server
  protocol.registerCapabilities({ tools: {} })
  protocol.setRequestHandler('tools/list', () => ({ tools: listed }))
  protocol.setRequestHandler('tools/call', async ({ params }) => {
    const tool = tools.find(({ definition }) => definition.name === params.name)
    if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'there is no such tool')
    if (++calls > (access.mostCalls ?? Infinity)) return refusal(params.name, tooMany, log)
    const { _meta: meta } = params
    return inToolSpan(memory.telemetry, tool.definition.name, meta, () =>
      callTool(tool, params.arguments ?? {}, context),
    )
  })
  readArgumentsAsMeant(server)
  return server
}
