import type { ListPage, Observation, Stats } from '../../core/model.ts'
import { isoTime } from '../../core/time.ts'
import type { ListRequest } from '../../core/store.ts'
import { toObservation } from '../shared/rows.ts'
import { numberOfKey, type ObservationWithSession } from './rows.ts'
import { readDocuments } from './search.ts'
import type { Statements } from './statements.ts'
import type { UserState } from './users.ts'
import { maxId } from './file/schema.ts'

/** One user, as reads in one transaction see it. */
export interface UserReading {
  readonly statements: Statements
  readonly userId: string
  readonly user: UserState
}

function shown(userId: string, row: ObservationWithSession): Observation {
  return toObservation(userId, numberOfKey(row.key), row)
}

export function readObservation({ statements, userId, user }: UserReading, id: number): Observation | null {
  if (id > maxId) return null
  const row = statements.readObservation.get(user.number, id)
  return row === undefined ? null : shown(userId, row as unknown as ObservationWithSession)
}

/** One page, newest first; one row more than asked for is read to know whether there is another page. */
export function listObservations({ statements, userId, user }: UserReading, request: ListRequest): ListPage {
  const { limit, after, types, topicKeyPrefix } = request
  const rows = statements.observationsBefore.all(
    user.number,
    after?.createdAt ?? Number.MAX_SAFE_INTEGER,
    after?.id ?? maxId,
    limit + 1,
    types === null ? null : JSON.stringify(types),
    topicKeyPrefix,
  ) as unknown as readonly ObservationWithSession[]
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    observations: page.map((row) => shown(userId, row)),
    nextCursor:
      rows.length > limit && last !== undefined ? `${last.created_at}.${numberOfKey(last.key)}` : null,
  }
}

/** The anchor and its neighbours by (createdAt, id), ascending. */
export function readTimeline(
  reading: UserReading,
  id: number,
  window: { before: number; after: number },
): Observation[] {
  const { statements, userId, user } = reading
  if (id > maxId) return []
  const anchor = statements.readObservation.get(user.number, id) as unknown as
    | ObservationWithSession
    | undefined
  if (anchor === undefined) return []
  const place = [user.number, anchor.created_at, id] as const
  const before = statements.observationsBefore.all(...place, window.before, null, null).toReversed()
  const after = statements.observationsAfter.all(...place, window.after + 1)
  const rows = [...before, ...after] as unknown as readonly ObservationWithSession[]
  return rows.map((row) => shown(userId, row))
}

export function readStats(reading: UserReading): Stats {
  const { user } = reading
  const documents = readDocuments(reading)
  const counts = user.types.map(() => 0)
  for (let i = 0; i < documents.length; i++) counts[documents.type[i]!]!++
  const present = user.types.map((type, i) => [type, counts[i]!] as const).filter(([, count]) => count > 0)
  return {
    observations: user.observations,
    sessions: user.sessions,
    bytes: user.bytes,
    byType: Object.fromEntries(present.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    lastActivityAt: lastActivityOf(reading),
  }
}

function lastActivityOf({ statements, user }: UserReading): string | null {
  const completed = statements.lastCompletedActivity.get(user.number)?.['at'] as number | null
  const times = [completed, user.activeSession === null ? null : user.lastActivityAt].filter(
    (time) => time !== null,
  )
  return times.length === 0 ? null : isoTime(Math.max(...times))
}
