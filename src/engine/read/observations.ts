import type { ListPage, Observation, Stats, MemorySettings } from '../../core/model.ts'
import type { CleanRef, ListRequest } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { isIndexed, toObservation } from '../port/stored.ts'
import { emptyStats } from '../rules/empty-answers.ts'
import { nothingPaused, settingsOf } from '../rules/paused.ts'

/** Reads one observation; null where the user has no such one. */
export function* readObservation(reader: UserReader, ref: CleanRef): Steps<Observation | null> {
  const found = yield* ask(reader.observation(ref))
  return found === null ? null : toObservation(reader.userId, found)
}

/** Reads one page; one observation more than asked for tells if another page follows. */
export function* listObservations(reader: UserReader, request: ListRequest): Steps<ListPage> {
  const { limit, after, order, filter } = request
  const found = yield* ask(reader.observationsInOrder(order, after, limit + 1, filter))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    observations: page.map((observation) => toObservation(reader.userId, observation)),
    nextCursor: found.length > limit && last !== undefined ? `${last.createdAt}.${last.id}` : null,
  }
}

/** Reads the observation with its neighbours by (createdAt, id), ascending. */
export function* readTimeline(
  reader: UserReader,
  ref: CleanRef,
  window: { before: number; after: number },
): Steps<Observation[]> {
  const [user, anchor] = yield* askAll([reader.user(), reader.observation(ref)])
  if (anchor === null || !isIndexed(anchor) || user?.isRecallPaused === true) return []
  const [before, after] = yield* askAll([
    reader.observationsInOrder('newest', anchor, window.before, {}),
    reader.observationsInOrder('oldest', anchor, window.after, {}),
  ])
  return [...before.toReversed(), anchor, ...after].map((found) => toObservation(reader.userId, found))
}

/** Counts what the user has. */
export function* readStats(reader: UserReader): Steps<Stats> {
  const [user, counts, completed] = yield* askAll([
    reader.user(),
    reader.countByType(),
    reader.lastSessionActivity(),
  ])
  if (user === null) return emptyStats()
  const active = user.activeSession === null ? null : user.lastActivityAt
  const times = [completed, active].filter((time) => time !== null)
  // Statistics read the counts by type anyway, so that no count of proposals has to be kept.
  const observations = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    observations,
    pending: user.observations - observations,
    sessions: user.sessions,
    bytes: user.bytes,
    byType: Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    lastActivityAt: times.length === 0 ? null : isoTime(Math.max(...times)),
  }
}

/** Reads the user's switches. */
export function* readSettings(reader: UserReader): Steps<MemorySettings> {
  const user = yield* ask(reader.user())
  return user === null ? nothingPaused : settingsOf(user)
}
