import * as z from 'zod/mini'
import { lazily } from '../input/lazily.ts'

/** Checks the `purpose` of a read, as a field of its options. */
export const withPurpose = lazily(() => ({ purpose: z.optional(z.string()) }))
