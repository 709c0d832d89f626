import * as z from 'zod/mini'
import { lazily } from '../../input/lazily.ts'

/** Checks `PauseOptions`. */
export const pauseOptionsSchema = lazily(() =>
  z.strictObject({
    saving: z.optional(z.boolean()),
    recall: z.optional(z.boolean()),
  }),
)

/** Checks `MemorySettings`. */
export const userSettingsSchema = lazily(() =>
  z.strictObject({
    isSavingPaused: z.boolean(),
    isRecallPaused: z.boolean(),
  }),
)
