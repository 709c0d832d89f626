import type { ContextCandidate, ContextCandidates, RecallRequest } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { DocumentTable } from '../../search/corpus.ts'
import { withinShare } from '../../search/rank/share.ts'
import type { UserReader } from '../port/reader.ts'
import { askAll, type Steps } from '../port/steps.ts'
import { toSessionContext } from '../port/stored.ts'
import { noCandidates } from '../rules/empty-answers.ts'
import { withoutQuiet } from '../rules/sessions/quiet.ts'
import { isNotQuiet, pinnedIds, rankMemories } from '../rules/sessions/session-memories.ts'
import { prepareSearch, readRecords } from './search.ts'

/** More would leave no room for anything else. */
const mostPinned = 100

type Reason = ContextCandidate['reason']

/** Reads all that a context may hold: what is pinned, what the query finds, what is worth knowing, and the last summaries. */
export function* readContext(reader: UserReader, request: RecallRequest): Steps<ContextCandidates> {
  const { worthKnowing } = request
  const filter = withoutQuiet(request.filter)
  const search = request.search && { ...request.search, filter }
  const prepared = search && (yield* prepareSearch(reader, search))
  const records = prepared?.records ?? (yield* readRecords(reader, filter))
  if (records === null) return noCandidates
  const { user, documents } = records
  const accepts = records.accepts ?? isNotQuiet(documents)
  if (user.isRecallPaused) return { ...noCandidates, isPaused: true }
  const now = lastWrite(documents, isNotQuiet(documents))
  const matches =
    search && prepared ? withinShare(prepared.find(search.limit, true, now), search.minShare) : []
  const memories = rankMemories(documents, worthKnowing, now, accepts)
  const reasons = new Map<number, Reason>()
  for (const { id } of pinnedIds(documents, accepts).slice(0, mostPinned)) reasons.set(id, 'pinned')
  for (const { id } of matches) if (!reasons.has(id)) reasons.set(id, 'match')
  for (const { id } of memories) if (!reasons.has(id)) reasons.set(id, 'memory')
  const [rows, completed] = yield* askAll([
    reader.resultRows([...reasons.keys()]),
    reader.lastCompletedSessions(worthKnowing.sessions),
  ])
  const observations = [...reasons].map(([id, reason]) => {
    const { type, title, content, topicKey, updatedAt } = rows.get(id)!
    return { reason, id, type, title, content, topicKey, updatedAt: isoTime(updatedAt) }
  })
  return { observations, sessions: completed.map(toSessionContext), isPaused: false }
}

/** Time of the newest observation's last write; it stands for "now", so that time alone changes no order. */
function lastWrite(
  { length, updatedAt }: Pick<DocumentTable, 'length' | 'updatedAt'>,
  isShown: (index: number) => boolean,
): number {
  let last = 0
  for (let i = 0; i < length; i++) if (isShown(i)) last = Math.max(last, updatedAt[i]!)
  return last
}
