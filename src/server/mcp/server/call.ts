import { authorize, type Caller } from '../../access/caller/caller.ts'
import type { MemoryOfUsers, UserMemory } from '../../../core/user-memory.ts'
import { refusal } from '../../../memory/tools/refusal.ts'
import type { ToolResult } from '../../../memory/tools/result.ts'
import { runTool } from '../../../memory/tools/run-tool.ts'
import type { OfferedTool } from '../../../memory/tools/tools.ts'

/** The caller of one connection, and the source of the user's name. */
export interface Access {
  readonly caller: Caller
  /** True where each call names its user in `user_id`. Else the caller is bound to a user, or `namedUserId` names one. */
  readonly takesUserId: boolean
  readonly namedUserId?: string | undefined
  /** Calls that one server takes. Default: any number. */
  readonly mostCalls?: number | undefined
}

/** Parts that a call needs, beside its arguments. */
export interface CallContext {
  readonly memory: MemoryOfUsers
  readonly access: Access
  /** Takes what the operator should know, one line of fixed text each. */
  readonly log: (line: string) => void
}

type Arguments = Readonly<Record<string, unknown>>

/** Purpose of the reads of tools in the journal. */
const purpose = 'mcp'

/** Does one call for the connection's caller. It never throws: a failure is a result too. */
export async function callTool(
  tool: OfferedTool,
  given: Arguments,
  { memory, access, log }: CallContext,
): Promise<ToolResult> {
  try {
    return await runTool(tool, userOf(tool, given, memory, access), given, { purpose, report: log })
  } catch (error) {
    return refusal(tool.operation.name, error, log)
  }
}

function userOf(
  { operation }: OfferedTool,
  given: Arguments,
  memory: MemoryOfUsers,
  access: Access,
): UserMemory {
  const named = access.takesUserId ? textOrNone(given['user_id']) : access.namedUserId
  const place = access.takesUserId ? 'user_id' : undefined
  return memory.forUser(authorize(access.caller, operation.scope, named, place))
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
