import type { OpenTelemetry, TelemetryContext, TelemetrySpan } from '../../../core/model.ts'
import { routes } from '../../../wire/routes.ts'
import { markFailed, remoteContext, runInSpan } from '../../../memory/telemetry/spans/run-in-span.ts'
import type { Exchange } from './request-state.ts'

/** Answers a request inside a span. */
export type InServerSpan = (
  request: Request,
  exchange: Exchange,
  work: () => Promise<Response>,
) => Promise<Response>

/**
 * Gives each request a span, which goes on with the trace of its `traceparent`. Where another part of the application has
 * made a span for the request already, no second one is made.
 */
export function inServerSpan(api: OpenTelemetry | null | undefined): InServerSpan {
  if (!api) return (_, __, work) => work()
  return (request, exchange, work) => {
    const above = api.trace.getActiveSpan()
    if (above !== undefined) {
      noteTrace(exchange, above)
      return work()
    }
    const { method } = request
    const attributes = { 'http.request.method': method }
    const parent = parentOf(api, request)
    return runInSpan(api, { name: method, kind: 'server', attributes, parent }, async (span) => {
      noteTrace(exchange, span)
      const response = await work()
      describe(span, method, exchange)
      return response
    })
  }
}

function parentOf(api: OpenTelemetry, { headers }: Request): TelemetryContext {
  return remoteContext(api, (name) => headers.get(name) ?? undefined)
}

/** A sampled trace's id goes into the log, so that a line of the log leads to the trace. */
function noteTrace(exchange: Exchange, span: TelemetrySpan): void {
  const { traceId, traceFlags } = span.spanContext()
  if ((traceFlags & 1) === 1) exchange.traceId = traceId
}

/** Tells the route and never the address, which may hold a user's words. */
function describe(span: TelemetrySpan, method: string, { operation, status, code }: Exchange): void {
  if (!span.isRecording()) return
  const path = operation === null ? null : pathOf(operation)
  if (path !== null) {
    span.setAttribute('http.route', path)
    span.updateName(`${method} ${path}`)
  }
  span.setAttribute('http.response.status_code', status)
  if (status >= 500) markFailed(span, code ?? String(status))
}

const otherPaths = { me: '/v1/me', mcp: '/mcp', metrics: '/metrics' } as const

function pathOf(operation: NonNullable<Exchange['operation']>): string | null {
  if (operation === 'page') return null
  return Object.hasOwn(otherPaths, operation)
    ? otherPaths[operation as keyof typeof otherPaths]
    : routes[operation as keyof typeof routes].path
}
