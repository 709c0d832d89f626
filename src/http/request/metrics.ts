import { Counter, Histogram, Registry } from 'prom-client'
import type { Exchange } from './request-state.ts'

/** Counters and durations for the operator's monitoring. */
export interface Metrics {
  readonly registry: Registry
  observe(exchange: Exchange, durationMs: number): void
}

/** Counts and durations by operation and status; no user and no address is in them. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const requests = new Counter({
    name: 'ilab_memory_http_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames: ['operation', 'status'],
    registers: [registry],
  })
  const calls = new Counter({
    name: 'ilab_memory_mcp_calls_total',
    help: 'Calls of tools over MCP, by tool.',
    labelNames: ['tool'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'ilab_memory_http_request_duration_seconds',
    help: 'Time from a request to its answer, by operation.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  return {
    registry,
    observe: ({ operation, tools, status }, durationMs) => {
      const name = operation ?? 'none'
      requests.inc({ operation: name, status })
      for (const tool of tools) calls.inc({ tool })
      durations.observe({ operation: name }, durationMs / 1000)
    },
  }
}
