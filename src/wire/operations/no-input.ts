import * as z from 'zod/mini'

/** Checks the input of an operation that takes none. */
export const nothing = z.strictObject({})
