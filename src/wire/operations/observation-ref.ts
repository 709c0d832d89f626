import * as z from 'zod/mini'
import { lazily } from '../../core/input/lazily.ts'

/** Checks the fields of an input that name an observation. */
export const ofObservation = lazily(() =>
  z.strictObject({
    observationId: z.optional(z.int().check(z.positive())),
    topicKey: z.optional(z.string()),
  }),
)

/** The fields of an input that name an observation. */
export type ObservationFields = z.output<ReturnType<typeof ofObservation>>
