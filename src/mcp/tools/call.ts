import type { CallToolResult } from '@modelcontextprotocol/server'
import { authorize, type Caller } from '../../access/caller/caller.ts'
import { parseInput } from '../../core/input/input.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import { runOf } from '../../wire/run-operation.ts'
import { asMeant } from '../../wire/lenient-input.ts'
import { wire } from '../../wire/wire-names.ts'
import { withinCounts } from './result-limits.ts'
import { refusal } from './refusal.ts'
import { pausedNote, pausedResult } from './recall.ts'
import { exported, resultOf, shown } from './result.ts'
import type { McpTool } from './tools.ts'

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

/** Purpose of the reads of tools in the journal. */
const toolPurpose = 'mcp'

/** Does one call. It never throws: what went wrong is a result too, from which a model can correct itself. */
export async function callTool(
  { operation, input, takesPurpose }: McpTool,
  given: Readonly<Record<string, unknown>>,
  { memory, access, log }: CallContext,
): Promise<CallToolResult> {
  try {
    const named = access.takesUserId ? textOrNone(given['user_id']) : access.namedUserId
    const place = access.takesUserId ? 'user_id' : undefined
    const user = memory.forUser(authorize(access.caller, operation.scope, named, place))
    const checked = parseInput(input, asMeant(input, given, ['user_id']), operation.name) as Record<
      string,
      unknown
    >
    const { user_id: _, content_from: contentFrom, ...fields } = checked
    const { name, method } = operation
    const isOwnPage = method !== 'search' && method !== 'timeline'
    // What a model is not shown is not read, so that the journal names nothing that it was not given.
    const paused = isOwnPage ? await pausedResult(method, user) : null
    if (paused !== null) return resultOf(name, paused, pausedNote)
    if (method === 'export') return await exported(name, user)
    const asked = {
      ...fields,
      ...(method === 'forget' ? { explain: true } : {}),
      ...(takesPurpose ? { purpose: toolPurpose } : {}),
    }
    const result = await runOf(operation)(user, wire(operation.input).decode(withinCounts(asked, method)))
    const encoded = wire(operation.output).encode(result) as Record<string, unknown>
    const late = isOwnPage ? null : await pausedResult(method, user, encoded)
    if (late !== null) return resultOf(name, late, pausedNote)
    return shown(operation, encoded, typeof contentFrom === 'number' ? contentFrom : 0)
  } catch (error) {
    return refusal(operation.name, error, log)
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
