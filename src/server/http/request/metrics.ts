import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { packageVersion } from '../../../core/version.ts'
import type { Exchange } from './request-state.ts'

/** Counters and durations for the operator's monitoring. */
export interface Metrics {
  readonly registry: Registry
  observe(exchange: Exchange, durationMs: number): void
}

/**
 * Counts and durations by operation and status; no user and no address is in them.
 *
 * @param storeBytes - counts the bytes of the store's files; null where that is not known
 */
export function createMetrics(storeBytes: (() => number) | null = null): Metrics {
  const registry = new Registry()
  addGauges(registry, storeBytes)
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

function addGauges(registry: Registry, storeBytes: (() => number) | null): void {
  const build = new Gauge({
    name: 'ilab_memory_build_info',
    help: 'Always 1; the versions are in its labels.',
    labelNames: ['version', 'node', 'sqlite'],
    registers: [registry],
  })
  const { version: node, versions } = process
  build.set({ version: packageVersion, node, sqlite: versions['sqlite'] ?? '' }, 1)
  if (storeBytes === null) return
  // Made for the registry, which asks it at each look.
  void new Gauge({
    name: 'ilab_memory_store_bytes',
    help: "Bytes of the store's files; counted once a minute at most.",
    registers: [registry],
    collect() {
      this.set(storeBytes())
    },
  })
}
