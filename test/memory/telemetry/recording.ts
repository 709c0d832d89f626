import { context, metrics, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  TracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace'
import { afterAll } from 'vitest'

/** Spans and measurements of this process, as an application's SDK exports them. */
export interface Recording {
  /** Takes the spans that have ended since the last call. */
  readonly takeSpans: () => ReadableSpan[]
  /** Reads all measurements so far. */
  readonly readMetrics: () => Promise<readonly Measured[]>
}

/** One time series. */
export interface Measured {
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly value: unknown
}

/** Registers an SDK for this process, as an application does at its start, until the end of the test file. */
export function registerSdk(): Recording {
  const spans = new InMemorySpanExporter()
  const measurements = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({
    exporter: measurements,
    exportIntervalMillis: 3_600_000,
    exportTimeoutMillis: 1_000,
  })
  const parts = [context, propagation, trace, metrics]
  for (const part of parts) part.disable()
  afterAll(() => parts.forEach((part) => part.disable()))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
  )
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  return {
    takeSpans() {
      const taken = [...spans.getFinishedSpans()]
      spans.reset()
      return taken
    },
    async readMetrics() {
      await reader.forceFlush()
      const last = measurements.getMetrics().at(-1)
      return (last?.scopeMetrics ?? []).flatMap(({ metrics: found }) =>
        found.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })),
        ),
      )
    },
  }
}

/** Everything of a span that an exporter may send on, as text. */
export function textOf(span: ReadableSpan): string {
  const { name, attributes, events, links, status, resource, instrumentationScope } = span
  return JSON.stringify([
    name,
    attributes,
    events,
    links,
    status,
    resource.attributes,
    instrumentationScope,
    span.spanContext(),
  ])
}
