import type { StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { Needs } from '../../engine/port/unit-of-work.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { GatheredReads } from './connection/gathered-reads.ts'
import type { Transaction } from './connection/transaction.ts'
import type { StoredChunk } from './index/documents.ts'
import { indexIdOf } from './index/reindex.ts'
import { UserIndex } from './index/user-index.ts'
import { ChangedRows, observationTable, sessionTable } from './tables/changed-rows.ts'
import { KeyedSaves, type KeyedSaveRow } from './tables/keyed-saves.ts'
import { PostgresThreadRows, findThreads, type FoundThreads } from './threads.ts'
import { Versions, withoutVersions, type WithVersions } from './tables/versions.ts'
import type { Read } from './connection/together.ts'
import { requireUser, toUser, type PostgresUser, type UserRow } from './tables/users.ts'

/** One user's rows as a write found them before it decides; they take its changes. */
export interface FoundForWrite {
  readonly user: PostgresUser
  readonly sessions: ChangedRows<StoredSession>
  readonly observations: ChangedRows<StoredObservation>
  readonly versions: Versions
  readonly index: UserIndex
  readonly keyedSaves: KeyedSaves
  readonly threads: PostgresThreadRows
  /** Observations by type of the active session, if it is stale. */
  readonly staleTypes: ReadonlyMap<string, number>
}

/**
 * Locks the user and reads what the write needs, in one round trip; null where there is no such user. Rare writes take
 * one more, so that every other one reads less: a user's first, one that closes a stale session, and one that repeats the
 * text of a revised observation.
 */
export async function findForWrite(
  transaction: Transaction,
  analyzer: Analyzer,
  userId: string,
  needs: Needs,
): Promise<FoundForWrite | null> {
  let rows = await readForWrite(transaction, needs)
  let user = toUser(rows.users, userId)
  if (user === null) {
    if (!needs.creates) return null
    const inserted = transaction.ask('insertUser', userId, indexIdOf(analyzer))
    ;[, rows] = await Promise.all([inserted, readForWrite(transaction, needs)])
    user = requireUser(rows.users, userId)
  }
  const sessions = new ChangedRows(sessionTable, rows.sessions)
  const [index, staleTypes, same] = await Promise.all([
    needs.indexesLater === true
      ? UserIndex.leave(transaction, analyzer, user)
      : UserIndex.open(transaction, analyzer, user, rows.chunks),
    typesOfStale(transaction, user, sessions, needs),
    withTheirVersions(transaction, rows.same),
  ])
  const observations = [...rows.observations, ...same]
  return {
    user,
    index,
    sessions,
    observations: new ChangedRows(observationTable, observations.map(withoutVersions)),
    versions: new Versions(observations),
    keyedSaves: new KeyedSaves(rows.keyed),
    threads: new PostgresThreadRows(rows.threads),
    staleTypes,
  }
}

interface RowsForWrite {
  readonly users: readonly UserRow[]
  readonly sessions: readonly StoredSession[]
  readonly chunks: readonly StoredChunk[]
  readonly keyed: readonly KeyedSaveRow[]
  readonly threads: FoundThreads
  readonly observations: readonly WithVersions[]
  /** Observations with the digests that were asked for. */
  readonly same: readonly StoredObservation[]
}

async function readForWrite(
  transaction: Transaction,
  {
    topicKeys = [],
    proposedTopics = [],
    topicsOf = [],
    digests = [],
    ids = [],
    sessionIds = [],
    sessionKeys = [],
    savedUnder,
    isBatch = false,
    threads: threadNeeds,
  }: Needs,
): Promise<RowsForWrite> {
  const gathered = new GatheredReads()
  const askIf = async <Row>(isNeeded: boolean, ...read: Read): Promise<readonly Row[]> =>
    isNeeded ? gathered.ask<Row>(...read) : []
  const namesSession = sessionIds.length > 0 || sessionKeys.length > 0
  // The lock waits for the user's last writer, so statements after it see that writer's changes.
  const lock = transaction.ask<UserRow>('lockUser')
  const found = Promise.all([
    namesSession
      ? gathered.ask<StoredSession>('sessionsForWrite', sessionIds, sessionKeys)
      : gathered.ask<StoredSession>('activeSession'),
    gathered.ask<StoredChunk>('lastChunk'),
    askIf<StoredChunk>(topicKeys.length > 0, 'chunksOfTopics', topicKeys),
    askIf<KeyedSaveRow>(savedUnder !== undefined, 'keyedSavesForWrite', savedUnder),
    askIf<StoredObservation>(digests.length > 0, 'findByDigests', digests),
    askIf<WithVersions>(topicKeys.length > 0, 'findByTopics', topicKeys),
    askIf<WithVersions>(proposedTopics.length > 0, 'findProposals', proposedTopics),
    askIf<WithVersions>(topicsOf.length > 0, 'findTopicsOf', topicsOf),
    askIf<WithVersions>(ids.length > 0, 'findByIds', ids),
    askIf<WithVersions>(isBatch, 'findByBatch', savedUnder),
  ])
  gathered.send(transaction)
  const [users, threads, [sessions, last, ofTopics, keyed, same, ...observations]] = await Promise.all([
    lock,
    findThreads(transaction, threadNeeds),
    found,
  ])
  const chunks = [...last, ...ofTopics]
  return { users, threads, sessions, chunks, keyed, same, observations: observations.flat() }
}

/** Reads the versions of observations that have some. */
async function withTheirVersions(
  transaction: Transaction,
  found: readonly StoredObservation[],
): Promise<readonly WithVersions[]> {
  const revised = found.filter(({ revision }) => revision > 1).map(({ id }) => id)
  const again = revised.length === 0 ? [] : await transaction.ask<WithVersions>('findByIds', revised)
  const first = found.filter(({ revision }) => revision === 1)
  return [...first.map((observation) => ({ ...observation, versions: null })), ...again]
}

/** Counts the observations of the write's session by type, if the session is stale. */
async function typesOfStale(
  transaction: Transaction,
  { activeSession, lastActivityAt }: PostgresUser,
  sessions: ChangedRows<StoredSession>,
  { staleBefore, now, sessionKeys: [key] = [] }: Needs,
): Promise<ReadonlyMap<string, number>> {
  const keyed = sessions.where((session) => session.key === key && session.endedAt === null)[0]
  const number = key === undefined ? activeSession : (keyed?.number ?? null)
  const last = key === undefined ? lastActivityAt : (keyed?.lastActivityAt ?? null)
  if (staleBefore === undefined || number === null || last === null || last >= staleBefore) return new Map()
  const types = await transaction.ask<{ type: string; count: number }>('typesInSession', number, now)
  return new Map(types.map(({ type, count }) => [type, count]))
}
