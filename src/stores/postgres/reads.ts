import type { ListPage, Observation, Stats } from '../../core/model.ts'
import { emptyStats } from '../../engine/rules/empty-answers.ts'
import { isoTime } from '../../core/time.ts'
import type { ListRequest } from '../../core/store.ts'
import { toObservation } from '../shared/rows.ts'
import type { ObservationWithSession } from './rows.ts'
import { maxId } from './schema/schema.ts'
import type { Transaction } from './connection/transaction.ts'
import { toUser, type UserRow } from './users.ts'

/** One user, as reads in one transaction see it. */
export interface Reading {
  readonly transaction: Transaction
  readonly userId: string
}

export async function readObservation(
  { transaction, userId }: Reading,
  id: number,
): Promise<Observation | null> {
  const [row] = await transaction.ask<ObservationWithSession>('readObservation', id)
  return row === undefined ? null : toObservation(userId, row.id, row)
}

/** One page, newest first; one row more than asked for is read to know whether there is another page. */
export async function listObservations(
  { transaction, userId }: Reading,
  { limit, after, types, topicKeyPrefix }: ListRequest,
): Promise<ListPage> {
  const rows = await transaction.ask<ObservationWithSession>(
    'observationsBefore',
    after?.createdAt ?? Number.MAX_SAFE_INTEGER,
    Math.min(after?.id ?? maxId, maxId),
    limit + 1,
    types,
    topicKeyPrefix,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    observations: page.map((row) => toObservation(userId, row.id, row)),
    nextCursor: rows.length > limit && last !== undefined ? `${last.created_at}.${last.id}` : null,
  }
}

/** The anchor and its neighbours by (createdAt, id), ascending. */
export async function readTimeline(
  { transaction, userId }: Reading,
  id: number,
  window: { before: number; after: number },
): Promise<Observation[]> {
  const [anchor] = await transaction.ask<ObservationWithSession>('readObservation', id)
  if (anchor === undefined) return []
  const place = [anchor.created_at, id] as const
  const [before, after] = await Promise.all([
    transaction.ask<ObservationWithSession>('observationsBefore', ...place, window.before, null, null),
    transaction.ask<ObservationWithSession>('observationsAfter', ...place, window.after + 1),
  ])
  return [...before.toReversed(), ...after].map((row) => toObservation(userId, row.id, row))
}

export async function readStats({ transaction, userId }: Reading): Promise<Stats> {
  const [users, counts, completed] = await Promise.all([
    transaction.ask<UserRow>('readUser'),
    transaction.ask<{ type: string; count: number }>('countTypes'),
    transaction.ask<{ at: number | null }>('lastCompletedActivity'),
  ])
  const user = toUser(users, userId)
  if (user === null) return emptyStats()
  const times = [completed[0]?.at ?? null, user.activeSession === null ? null : user.lastActivityAt].filter(
    (time) => time !== null,
  )
  return {
    observations: user.observations,
    sessions: user.sessions,
    bytes: user.bytes,
    byType: Object.fromEntries(
      counts.toSorted((a, b) => (a.type < b.type ? -1 : 1)).map(({ type, count }) => [type, count]),
    ),
    lastActivityAt: times.length === 0 ? null : isoTime(Math.max(...times)),
  }
}
