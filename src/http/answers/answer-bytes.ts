import type { ListOptions, ListPage, Observation, TimelineOptions } from '../../core/model.ts'
import type { Operation } from '../../wire/operations.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { bytesOf } from './bytes-of.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { timelineWithin } from './timeline-bytes.ts'

const defaultListLimit = 50
/** Observations read at a time: their length is known only afterwards. */
const atATime = 10

/** Returns a way to run an operation that keeps its answer within the limit of bytes. Other operations answer little. */
export function runWithin(
  operation: Operation,
  { answerBytes, results }: Pick<ResolvedLimits, 'answerBytes' | 'results'>,
): Operation['run'] {
  // The input has been checked against the operation's schema.
  if (operation.name === 'mem_list')
    return (user, input) => listWithin(user, input as ListOptions, answerBytes, results)
  if (operation.name !== 'mem_timeline') return operation.run
  return async (user, input) => {
    const { observationId, ...options } = input as TimelineOptions & { readonly observationId: number }
    return { observations: await timelineWithin(user, observationId, options, answerBytes) }
  }
}

/** A page that ends before the observation that would be too much; the first one is always there. */
async function listWithin(
  user: UserMemory,
  options: ListOptions,
  answerBytes: number,
  results: number,
): Promise<ListPage> {
  const limit = Math.min(options.limit ?? defaultListLimit, results)
  const observations: Observation[] = []
  let cursor = options.cursor ?? null
  let left = answerBytes
  do {
    const count = Math.min(limit - observations.length, atATime)
    const piece = await user.list({ ...options, limit: count, cursor })
    let fitting = 0
    for (const observation of piece.observations) {
      left -= bytesOf(observation)
      if (left < 0 && observations.length + fitting > 0) break
      fitting++
    }
    if (fitting === 0 && left < 0) break
    // Only the memory knows the cursor of an earlier end, so it is asked again.
    const isWhole = fitting === piece.observations.length
    const taken = isWhole ? piece : await user.list({ ...options, limit: fitting, cursor })
    observations.push(...taken.observations)
    cursor = taken.nextCursor
  } while (cursor !== null && left > 0 && observations.length < limit)
  return { observations, nextCursor: cursor }
}
