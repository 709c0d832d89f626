import { MemoryError } from '../../../core/errors/errors.ts'
import type {
  OpenTelemetry,
  TelemetryAttributes,
  TelemetryContext,
  TelemetrySpan,
} from '../../../core/model.ts'
import { packageVersion } from '../../../core/version.ts'

/** Name under which the library's spans and metrics are known. */
export const scopeName = 'ilab-memory'

/** Kinds of spans, as OpenTelemetry numbers them. */
export const spanKinds = { internal: 0, server: 1 } as const

/** Status of a failure, as OpenTelemetry numbers it. */
const failed = 2

/** A span about to begin. */
export interface SpanPlan {
  readonly name: string
  readonly kind: keyof typeof spanKinds
  readonly attributes: TelemetryAttributes
  /** Context of the span above. Default: the active one. */
  readonly parent?: TelemetryContext | undefined
}

/** Runs work in a span of its own, which ends with the work. A failure leaves its code in the span and none of its text. */
export function runInSpan<Result>(
  { trace, context }: OpenTelemetry,
  { name, kind, attributes, parent }: SpanPlan,
  work: (span: TelemetrySpan) => Promise<Result>,
): Promise<Result> {
  const options = { kind: spanKinds[kind], attributes }
  const tracer = trace.getTracer(scopeName, packageVersion)
  return tracer.startActiveSpan(name, options, parent ?? context.active(), async (span) => {
    try {
      return await work(span)
    } catch (error) {
      markFailed(span, errorTypeOf(error))
      throw error
    } finally {
      span.end()
    }
  })
}

/** Marks a span as failed, with a code that is one of few. */
export function markFailed(span: TelemetrySpan, errorType: string): void {
  span.setAttribute('error.type', errorType)
  span.setStatus({ code: failed })
}

/** Names an error by its code, or by its class: a message could quote a user. */
export function errorTypeOf(error: unknown): string {
  if (error instanceof MemoryError) return error.code
  return error instanceof Error ? error.name : '_OTHER'
}

/** Reads the ids of a trace that began in another process. Only these two headers are looked at. */
export function remoteContext(
  { context, propagation }: OpenTelemetry,
  header: (name: string) => string | undefined,
): TelemetryContext {
  const carrier: Record<string, string> = {}
  for (const name of ['traceparent', 'tracestate']) {
    const value = header(name)
    if (value !== undefined) carrier[name] = value
  }
  return propagation.extract(context.active(), carrier)
}
