import * as z from 'zod/mini'

/** Checks the `purpose` of a read, as a field of its options. */
export const withPurpose = { purpose: z.optional(z.string()) }
