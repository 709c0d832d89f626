import type { OpenTelemetry } from '../../../core/model.ts'
import { markFailed, remoteContext, runInSpan } from '../../../memory/telemetry/spans/run-in-span.ts'
import type { ToolResult } from '../../../memory/tools/result.ts'

/**
 * Runs a call of a tool inside a span. A client hands its trace on in the call's `_meta`; otherwise the span belongs to the
 * request that brought the call.
 *
 * @param tool - one of our own names
 */
export function inToolSpan(
  api: OpenTelemetry | null | undefined,
  tool: string,
  meta: unknown,
  work: () => Promise<ToolResult>,
): Promise<ToolResult> {
  if (!api) return work()
  const attributes = {
    'mcp.method.name': 'tools/call',
    'gen_ai.tool.name': tool,
    'gen_ai.operation.name': 'execute_tool',
  }
  const sent = Object(meta) as Readonly<Record<string, unknown>>
  const parent = remoteContext(api, (name) => textOf(sent[name]))
  return runInSpan(api, { name: `tools/call ${tool}`, kind: 'server', attributes, parent }, async (span) => {
    const result = await work()
    if (result.isError === true) markFailed(span, 'tool_error')
    return result
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
