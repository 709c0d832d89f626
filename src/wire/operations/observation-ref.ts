import * as z from 'zod/mini'

/** Checks the fields of an input that name an observation. */
export const ofObservation = z.strictObject({
  observationId: z.optional(z.int().check(z.positive())),
  topicKey: z.optional(z.string()),
})

/** The fields of an input that name an observation. */
export type ObservationFields = z.output<typeof ofObservation>
