import * as z from 'zod/mini'
import { natural, time } from './observation.ts'
import { lazily } from '../input/lazily.ts'

const positive = lazily(() => z.int().check(z.positive()))

/** Characters of a thread's name. */
export const longestThreadName = 255

/** Items that one append takes. */
const mostItems = 1_000

/** Checks the items of an append; what each one holds is checked by `requireJson`. */
export const threadItemsSchema = lazily(() => z.array(z.unknown()).check(z.maxLength(mostItems)))

/** Checks `ThreadReadOptions`. */
export const threadReadOptionsSchema = lazily(() =>
  z.strictObject({
    last: z.optional(positive()),
    before: z.optional(positive()),
  }),
)

/** Checks a `ThreadItem`. */
export const threadItemSchema = lazily(() =>
  z.strictObject({
    number: positive(),
    item: z.unknown(),
    createdAt: time(),
  }),
)

/** Checks a `ThreadAppended`. */
export const threadAppendedSchema = lazily(() => z.strictObject({ appended: natural(), items: natural() }))

/** Checks a `ThreadPage`. */
export const threadPageSchema = lazily(() =>
  z.strictObject({
    items: z.array(threadItemSchema()),
    nextBefore: z.nullable(positive()),
  }),
)

/** Checks a `ThreadListPage`. */
export const threadListPageSchema = lazily(() =>
  z.strictObject({
    threads: z.array(z.strictObject({ name: z.string(), items: positive(), updatedAt: time() })),
    nextCursor: z.nullable(z.string()),
  }),
)
