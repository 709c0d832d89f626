import * as z from 'zod'
import { parseInput } from '../../core/input.ts'

const count = z.int().positive()
const rate = z.strictObject({ requests: count, seconds: count })

const limitsSchema = z.strictObject({
  /** Bytes of a JSON body. The longest content that the library takes by default fits, however it is escaped. */
  bodyBytes: count.default(2 ** 21),
  /** Bytes of one line of an import. */
  lineBytes: count.default(2 ** 21),
  /** Bytes of a whole import. */
  importBytes: count.default(2 ** 28),
  /** Seconds between two parts of an export that the client takes. */
  exportStallSeconds: count.default(30),
  /** Seconds for a whole export. */
  exportSeconds: count.default(300),
  /** Bytes of observations in a page of a list and in a timeline. */
  answerBytes: count.default(2 ** 21),
  /** Bytes of one user's large answers that wait to be taken. */
  untakenBytes: count.default(2 ** 25),
  /** Seconds between two parts of a large answer that the client takes. */
  answerStallSeconds: count.default(30),
  /** How deep a JSON body may nest. */
  jsonDepth: count.default(16),
  /** Results and neighbours asked for at a time; a larger number is cut to this. */
  results: count.default(100),
  /** Requests of one user; false for no limit. */
  rate: z.union([rate, z.literal(false)]).default({ requests: 1000, seconds: 10 }),
  /** Requests of one user under way at once. */
  atOnce: count.default(200),
  /** Exports of one user under way at once; each holds a snapshot of the store. */
  exportsAtOnce: count.default(4),
  /** Failed authentications from one address; false for no limit. */
  failedAuthentications: z.union([rate, z.literal(false)]).default({ requests: 60, seconds: 60 }),
})

/** What one request, one user and one address may ask for; every part is optional. */
export type Limits = z.input<typeof limitsSchema>

/** Complete limits. */
export type ResolvedLimits = z.output<typeof limitsSchema>

/** Completes and checks limits. Errors: `invalid_input`. */
export function resolveLimits(limits: Limits = {}): ResolvedLimits {
  return parseInput(limitsSchema, limits, { field: 'limits' })
}
