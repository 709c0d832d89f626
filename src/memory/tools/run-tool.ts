import { parseInput } from '../../core/input/input.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { asMeant } from '../../wire/lenient-input.ts'
import { runOf } from '../../wire/run-operation.ts'
import { wire } from '../../wire/wire-names.ts'
import { pausedNote, pausedResult } from './recall.ts'
import { refusal, type Report } from './refusal.ts'
import { withinCounts } from './result-limits.ts'
import { exported, resultOf, shown, type ToolResult } from './result.ts'
import type { OfferedTool } from './tools.ts'

/** Parts of a call beside its arguments. */
export interface ToolCall {
  /** Purpose of the call's reads in the journal. */
  readonly purpose: string
  /** Runs a save at most once under this key; other tools ignore it. */
  readonly idempotencyKey?: string | undefined
  /** Fields that the caller sets, and no model. */
  readonly fixed?: Readonly<Record<string, unknown>>
  readonly report: Report
}

/** Does one call on a user's memory. It never throws: a failure is a result too, from which a model can correct itself. */
export async function runTool(
  tool: OfferedTool,
  user: UserMemory,
  given: unknown,
  call: ToolCall,
): Promise<ToolResult> {
  try {
    return await answer(tool, user, given, call)
  } catch (error) {
    return refusal(tool.operation.name, error, call.report)
  }
}

async function answer(
  { operation, input, takesPurpose }: OfferedTool,
  user: UserMemory,
  given: unknown,
  { purpose, idempotencyKey, fixed }: ToolCall,
): Promise<ToolResult> {
  const meant = asMeant(input, given, ['user_id'])
  const checked = parseInput(input, meant, operation.name) as Record<string, unknown>
  const { user_id: _, content_from: contentFrom, ...fields } = checked
  const { name, method } = operation
  const isOwnPage = method !== 'search' && method !== 'timeline'
  // What a model is not shown is not read, so that the journal names nothing that it was not given.
  const paused = isOwnPage ? await pausedResult(method, user) : null
  if (paused !== null) return resultOf(name, paused, pausedNote)
  if (method === 'export') return exported(name, user)
  const asked = {
    ...fields,
    ...fixed,
    ...(method === 'forget' ? { explain: true } : {}),
    ...(takesPurpose ? { purpose } : {}),
  }
  const options = idempotencyKey === undefined ? undefined : { idempotencyKey }
  const run = runOf(operation)
  const result = await run(user, wire(operation.input).decode(withinCounts(asked, method)), options)
  const encoded = wire(operation.output).encode(result) as Record<string, unknown>
  const late = isOwnPage ? null : await pausedResult(method, user, encoded)
  if (late !== null) return resultOf(name, late, pausedNote)
  return shown(operation, encoded, typeof contentFrom === 'number' ? contentFrom : 0)
}
