import type { ThreadItem, ThreadPage, ThreadReadOptions } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { bytesOf } from './bytes-of.ts'

const defaultLast = 50
/** Items read at a time: their length is known only afterwards. */
const atATime = 10

/** Input of a read of a thread. */
export type ThreadInput = ThreadReadOptions & {
  readonly thread: string
}

/** The last items of a thread that fit into the answer; the very last one is always there. */
export async function readThreadWithin(
  user: UserMemory,
  { thread, last, before }: ThreadInput,
  { answerBytes, results }: Pick<ResolvedLimits, 'answerBytes' | 'results'>,
): Promise<{ items: ThreadItem[]; nextBefore: number | null }> {
  const most = Math.min(last ?? defaultLast, results)
  const log = user.thread(thread)
  // Newest first, until the answer is full.
  const taken: ThreadItem[] = []
  let left = answerBytes
  let from: number | null = before ?? null
  do {
    const page: ThreadPage = await log.read({ last: Math.min(most - taken.length, atATime), before: from })
    for (const item of page.items.toReversed()) {
      left -= bytesOf(item)
      if (left < 0 && taken.length > 0) return { items: taken.toReversed(), nextBefore: taken.at(-1)!.number }
      taken.push(item)
    }
    from = page.nextBefore
  } while (from !== null && left > 0 && taken.length < most)
  return { items: taken.toReversed(), nextBefore: from }
}
