import * as z from 'zod/mini'
import type { TimeInput } from '../model/filter.ts'
import { largestObservationId, observationId, time } from './observation.ts'

/** Checks `GetOptions` but for the time, which `requireTime` reads. */
export const getOptionsSchema = z.strictObject({
  revision: z.optional(observationId),
  asOf: z.optional(z.custom<TimeInput>((given) => given !== null)),
})

/** Checks the options that choose a version on the wire. */
export const versionFieldsSchema = z.strictObject({
  revision: z.optional(observationId).check(z.describe('An earlier version')),
  asOf: z.optional(z.string()).check(z.describe('The version in force at this time')),
})

/** Checks an `ObservationVersion`. */
export const observationVersionSchema = z.strictObject({
  revision: observationId,
  type: z.string(),
  title: z.string(),
  content: z.string(),
  topicKey: z.nullable(z.string()),
  createdAt: time.check(z.describe('When it was written')),
  replacedAt: z.nullable(time).check(z.describe('When the next one took its place; null: the current one')),
  sessionId: z.string().check(z.describe('The session that wrote it')),
  isCurrent: z.boolean(),
})

/** Checks an `ExportedVersion`. */
export const exportedVersionSchema = z.strictObject({
  observationId: observationId.check(z.maximum(largestObservationId)),
  ...z.omit(observationVersionSchema, { isCurrent: true, replacedAt: true }).shape,
  replacedAt: time,
})
