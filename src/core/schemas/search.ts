import * as z from 'zod/mini'
import { filterFieldsSchema, filterSchema } from './filter.ts'
import { compactSchema, observationSchema } from './observation.ts'
import { withPurpose } from './purpose.ts'
import { lazily } from '../input/lazily.ts'

const searchShape = lazily(() => ({
  limit: z.optional(z.int().check(z.minimum(1))),
  minShare: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  full: z.optional(z.boolean()),
  explain: z.optional(z.boolean()),
  ...withPurpose(),
}))

/** Checks `SearchOptions`. */
export const searchOptionsSchema = lazily(() => z.extend(filterSchema(), searchShape()))

/** Checks `SearchOptions` on the wire. */
export const searchFieldsSchema = lazily(() => z.extend(filterFieldsSchema(), searchShape()))

/** Checks a `FoundObservation`. */
export const foundObservationSchema = lazily(() =>
  z.extend(observationSchema(), {
    score: compactSchema().shape.score,
    snippet: compactSchema().shape.snippet,
    highlights: compactSchema().shape.highlights,
  }),
)

/** Checks `ScoreParts`. */
export const scorePartsSchema = lazily(() =>
  z.strictObject({
    relevance: z.number(),
    recency: z.number(),
    revision: z.number(),
    words: z.optional(z.number()),
    meaning: z.optional(z.number()),
    similarity: z.optional(z.nullable(z.number())),
  }),
)

/** Checks a `SearchExplanation`. */
export const searchExplanationSchema = lazily(() =>
  z.strictObject({
    results: z.array(z.extend(compactSchema(), { parts: scorePartsSchema() })),
    emptyBecause: z.nullable(z.enum(['no_observations', 'no_match', 'filtered', 'paused'])),
    meaning: z.optional(z.enum(['used', 'off', 'pending', 'unavailable', 'other_model'])),
  }),
)
