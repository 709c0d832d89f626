import * as z from 'zod'
import { parseOptions } from '../../../core/input/input.ts'

const count = z.int().positive()
const rate = z.strictObject({ requests: count, seconds: count })

/** Checks and completes `Limits`. */
export const limitsSchema = z.strictObject({
  bodyBytes: count.default(2 ** 21),
  lineBytes: count.default(2 ** 21),
  importBytes: count.default(2 ** 28),
  exportStallSeconds: count.default(30),
  exportSeconds: count.default(300),
  answerBytes: count.default(2 ** 21),
  untakenBytes: count.default(2 ** 25),
  answerStallSeconds: count.default(30),
  jsonDepth: count.default(16),
  results: count.default(100),
  rate: z.union([rate, z.literal(false)]).default({ requests: 1000, seconds: 10 }),
  atOnce: count.default(200),
  exportsAtOnce: count.default(4),
  failedAuthentications: z.union([rate, z.literal(false)]).default({ requests: 60, seconds: 60 }),
})

/** Limits of one request, one user and one address; every part is optional. */
export interface Limits {
  /**
   * Bytes of a JSON body. The longest content that the library accepts by default fits, with any escapes.
   * @default 2_097_152
   */
  readonly bodyBytes?: number | null | undefined
  /**
   * Bytes of one line of an import.
   * @default 2_097_152
   */
  readonly lineBytes?: number | null | undefined
  /**
   * Bytes of a whole import.
   * @default 268_435_456
   */
  readonly importBytes?: number | null | undefined
  /**
   * Seconds within which the client must take the next part of an export.
   * @default 30
   */
  readonly exportStallSeconds?: number | null | undefined
  /**
   * Seconds for a whole export.
   * @default 300
   */
  readonly exportSeconds?: number | null | undefined
  /**
   * Bytes of observations in a page of a list and in a timeline.
   * @default 2_097_152
   */
  readonly answerBytes?: number | null | undefined
  /**
   * Bytes of one user's large answers that wait to be taken.
   * @default 33_554_432
   */
  readonly untakenBytes?: number | null | undefined
  /**
   * Seconds within which the client must take the next part of a large answer.
   * @default 30
   */
  readonly answerStallSeconds?: number | null | undefined
  /**
   * Levels of nesting in a JSON body.
   * @default 16
   */
  readonly jsonDepth?: number | null | undefined
  /**
   * Results and neighbours of one request. The server reduces a larger number to this.
   * @default 100
   */
  readonly results?: number | null | undefined
  /**
   * Requests of one user; false: no limit.
   * @default { requests: 1000, seconds: 10 }
   */
  readonly rate?: RateLimit | false | null | undefined
  /**
   * Requests of one user in progress at once.
   * @default 200
   */
  readonly atOnce?: number | null | undefined
  /**
   * Exports of one user in progress at once; each holds a snapshot of the store.
   * @default 4
   */
  readonly exportsAtOnce?: number | null | undefined
  /**
   * Failed authentications from one address; false: no limit.
   * @default { requests: 60, seconds: 60 }
   */
  readonly failedAuthentications?: RateLimit | false | null | undefined
}

/** Number of requests within a span of time. */
export interface RateLimit {
  /** Requests at most. */
  readonly requests: number
  /** Span in seconds. */
  readonly seconds: number
}

/** Complete limits. */
export type ResolvedLimits = z.output<typeof limitsSchema>

/** Completes and checks limits. Errors: `invalid_input`. */
export function resolveLimits(limits: Limits | null = {}): ResolvedLimits {
  return parseOptions(limitsSchema, limits, { field: 'limits' })
}
