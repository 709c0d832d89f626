import type { HistoryOptions, HistoryPage, ObservationVersion } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { ObservationFields } from '../../../wire/operations/observation-ref.ts'
import { refOf } from '../../../wire/runs/ref-of.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { bytesOf } from './bytes-of.ts'

const defaultLimit = 20
/** Versions read at a time: their length is known only afterwards. */
const atATime = 10

/** Versions of an observation that fit into the answer, newest first; the first one is always there. */
export async function historyWithin(
  user: UserMemory,
  { observationId, topicKey, limit, before }: HistoryOptions & ObservationFields,
  { answerBytes, results }: Pick<ResolvedLimits, 'answerBytes' | 'results'>,
): Promise<HistoryPage> {
  const ref = refOf({ observationId, topicKey })
  const most = Math.min(limit ?? defaultLimit, results)
  const versions: ObservationVersion[] = []
  let left = answerBytes
  let from: number | null = before ?? null
  do {
    const piece: HistoryPage = await user.history(ref, {
      limit: Math.min(most - versions.length, atATime),
      before: from,
    })
    for (const version of piece.versions) {
      left -= bytesOf(version)
      if (left < 0 && versions.length > 0) return { versions, nextBefore: versions.at(-1)!.revision }
      versions.push(version)
    }
    from = piece.nextBefore
  } while (from !== null && left > 0 && versions.length < most)
  return { versions, nextBefore: from }
}
