import * as z from 'zod/mini'
import { withPurpose } from './purpose.ts'
import type { TimeInput } from '../model/filter.ts'
import { largestObservationId } from '../largest-numbers.ts'
import { observationId, observationSchema, time } from './observation.ts'
import { lazily } from '../input/lazily.ts'

/** Checks `GetOptions` but for the time, which `requireTime` reads. */
export const getOptionsSchema = lazily(() =>
  z.strictObject({
    revision: z.optional(observationId()),
    asOf: z.optional(z.custom<TimeInput>((given) => given !== null)),
    ...withPurpose(),
  }),
)

/** Checks the options that choose a version on the wire. */
export const versionFieldsSchema = lazily(() =>
  z.strictObject({
    revision: z.optional(observationId()),
    asOf: z.optional(z.string()),
    ...withPurpose(),
  }),
)

/** Checks an `ObservationVersion`. */
const observationVersionSchema = lazily(() =>
  z.strictObject({
    revision: observationId(),
    type: z.string(),
    title: z.string(),
    content: z.string(),
    topicKey: z.nullable(z.string()),
    data: observationSchema().shape.data,
    source: observationSchema().shape.source,
    keywords: observationSchema().shape.keywords,
    createdAt: time(),
    replacedAt: z.nullable(time()),
    sessionId: z.nullable(z.string()),
    isCurrent: z.boolean(),
  }),
)

/** Checks `HistoryOptions`. */
export const historyOptionsSchema = lazily(() =>
  z.strictObject({
    limit: z.optional(observationId()),
    before: z.optional(observationId()),
  }),
)

/** Checks a `HistoryPage`. */
export const historyPageSchema = lazily(() =>
  z.strictObject({
    versions: z.array(observationVersionSchema()),
    nextBefore: z.nullable(observationId()),
  }),
)

/** Checks an `ExportedVersion`. */
export const exportedVersionSchema = lazily(() =>
  z.strictObject({
    observationId: observationId().check(z.maximum(largestObservationId)),
    ...z.omit(observationVersionSchema(), { isCurrent: true, replacedAt: true }).shape,
    replacedAt: time(),
  }),
)
