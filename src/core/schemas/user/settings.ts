import * as z from 'zod/mini'

/** Checks `PauseOptions`. */
export const pauseOptionsSchema = z.strictObject({
  saving: z.optional(z.boolean()),
  recall: z.optional(z.boolean()),
})

/** Checks `MemorySettings`. */
export const userSettingsSchema = z.strictObject({
  isSavingPaused: z.boolean(),
  isRecallPaused: z.boolean(),
})
