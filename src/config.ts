import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MemoryError } from './errors.ts'
import type { Language, RankingSettings } from './search/corpus.ts'
import { closestName } from './closest-name.ts'

/** Observation types that every memory knows; `summary` is reserved for session summaries. */
export const builtInTypes = ['profile', 'preference', 'decision', 'discovery', 'pattern'] as const

const positive = z.number().positive()
const share = z.number().min(0).max(1)
const count = z.number().int().positive()

const configSchema = z.strictObject({
  sessionTimeoutHours: positive.default(24),
  observationTypes: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/))
    .max(200)
    .default([]),
  typePriorities: z.record(z.string(), share).default({}),
  recencyHalfLifeDays: positive.default(30),
  revisionCap: count.default(10),
  language: z.enum(['english', 'none']).default('english'),
  search: z
    .strictObject({
      mode: z.enum(['default', 'conversation']).default('default'),
      base: share.default(0.85),
      recency: share.default(0.1),
      revision: share.default(0.05),
      typoTolerance: z.boolean().default(true),
    })
    .prefault({}),
  context: z
    .strictObject({
      recency: share.default(0.5),
      revision: share.default(0.3),
      typePriority: share.default(0.2),
      memories: count.default(10),
      sessions: count.default(5),
    })
    .prefault({}),
  limits: z
    .strictObject({
      titleLength: count.default(1_000),
      contentLength: count.default(200_000),
      topicKeyLength: count.default(255),
      queryLength: count.default(10_000),
    })
    .prefault({}),
  quota: z
    .strictObject({
      observations: count.optional(),
      bytes: count.optional(),
    })
    .prefault({}),
  busyTimeoutMs: z.number().int().min(0).default(10_000),
  clock: z.custom<() => number>((value) => typeof value === 'function').default(() => Date.now),
  newSessionId: z.custom<() => string>((value) => typeof value === 'function').default(() => randomUUID),
})

/** What the application may set; every part is optional. */
export type Config = z.input<typeof configSchema>

/** A complete configuration. */
export type ResolvedConfig = z.output<typeof configSchema>
