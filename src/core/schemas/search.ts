import * as z from 'zod/mini'
import { compactSchema, observationSchema } from './observation.ts'

/** Checks `SearchOptions`. */
export const searchOptionsSchema = z.strictObject({
  limit: z.optional(z.int().check(z.minimum(1))),
  types: z.optional(z.array(z.string()).check(z.minLength(1))),
  typesExclude: z.optional(z.array(z.string()).check(z.minLength(1))),
  minShare: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  full: z.optional(z.boolean()),
  explain: z.optional(z.boolean()),
})

/** Checks a `FoundObservation`. */
export const foundObservationSchema = z.extend(observationSchema, {
  score: compactSchema.shape.score,
  snippet: compactSchema.shape.snippet,
  highlights: compactSchema.shape.highlights,
})

/** Checks `ScoreParts`. */
export const scorePartsSchema = z.strictObject({
  relevance: z.number(),
  recency: z.number(),
  revision: z.number(),
})

/** Checks a `SearchExplanation`. */
export const searchExplanationSchema = z.strictObject({
  results: z.array(z.extend(compactSchema, { parts: scorePartsSchema })),
  emptyBecause: z
    .nullable(z.enum(['no_observations', 'no_match', 'filtered', 'paused']))
    .check(z.describe('Why there are no results')),
})
