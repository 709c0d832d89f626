import * as z from 'zod/mini'
import { filterFieldsSchema, filterSchema } from './filter.ts'
import { time } from './observation.ts'
import { withPurpose } from './purpose.ts'
import { lazily } from '../input/lazily.ts'

const count = lazily(() => z.int().check(z.minimum(1)))

const contextShape = lazily(() => ({
  query: z.optional(z.string()),
  maxTokens: z.optional(count()),
  maxCharacters: z.optional(count()),
  minShare: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  ...withPurpose(),
}))

/** Checks `ContextOptions`. */
export const contextOptionsSchema = lazily(() =>
  z.strictObject({ ...contextShape(), filter: z.optional(filterSchema()) }),
)

/** Checks `ContextOptions` on the wire, where the conditions stand beside the other fields. */
export const contextFieldsSchema = lazily(() => z.extend(filterFieldsSchema(), contextShape()))

/** Checks a `MemoryContext`. */
export const memoryContextSchema = lazily(() =>
  z.strictObject({
    text: z.string(),
    items: z.array(
      z.strictObject({
        reason: z.enum(['pinned', 'match', 'memory', 'summary']),
        id: z.nullable(z.int()),
        sessionId: z.nullable(z.string()),
        type: z.string(),
        title: z.string(),
        topicKey: z.nullable(z.string()),
        updatedAt: time(),
      }),
    ),
    omitted: z.int(),
    contextId: z.string(),
    emptyBecause: z.optional(z.literal('paused')),
  }),
)
