import type { StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { Needs } from '../../engine/port/unit-of-work.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { Transaction } from './connection/transaction.ts'
import type { StoredChunk } from './index/documents.ts'
import { UserIndex } from './index/user-index.ts'
import { ChangedRows, observationTable, sessionTable } from './tables/changed-rows.ts'
import { KeyedSaves, type KeyedSaveRow } from './tables/keyed-saves.ts'
import { PostgresThreadRows, findThreads } from './threads.ts'
import { Versions, withoutVersions, type WithVersions } from './tables/versions.ts'
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

/** Locks the user and reads what the write needs, in one round trip; null where there is no such user. */
export async function findForWrite(
  transaction: Transaction,
  analyzer: Analyzer,
  userId: string,
  {
    creates,
    topicKeys = [],
    proposedTopics = [],
    topicsOf = [],
    digests = [],
    ids = [],
    sessionIds = [],
    sessionKeys = [],
    savedUnder,
    isBatch = false,
    staleBefore,
    now,
    threads: threadNeeds,
  }: Needs,
): Promise<FoundForWrite | null> {
  const askIf = <Row>(isNeeded: boolean, ...query: Parameters<Transaction['ask']>) =>
    isNeeded ? transaction.ask<Row>(...query) : []
  const [, users, sessions, chunks, keyed, types, threads, ...observations] = await Promise.all([
    askIf(creates, 'insertUser', userId, analyzer.id),
    // The lock waits for the user's last writer, so statements after it see that writer's changes.
    transaction.ask<UserRow>('lockUser'),
    transaction.ask<StoredSession>('sessionsForWrite', sessionIds, sessionKeys),
    transaction.ask<StoredChunk>('chunksForSave', topicKeys),
    askIf<KeyedSaveRow>(savedUnder !== undefined, 'keyedSavesForWrite', savedUnder),
    askIf<{ type: string; count: number }>(
      staleBefore !== undefined,
      ...typesOfStale(staleBefore, now, sessionKeys[0]),
    ),
    findThreads(transaction, threadNeeds),
    askIf<WithVersions>(topicKeys.length > 0, 'findByTopics', topicKeys),
    askIf<WithVersions>(proposedTopics.length > 0, 'findProposals', proposedTopics),
    askIf<WithVersions>(topicsOf.length > 0, 'findTopicsOf', topicsOf),
    askIf<WithVersions>(digests.length > 0, 'findByDigests', digests),
    askIf<WithVersions>(ids.length > 0, 'findByIds', ids),
    askIf<WithVersions>(isBatch, 'findByBatch', savedUnder),
  ])
  const user = creates ? requireUser(users, userId) : toUser(users, userId)
  if (user === null) return null
  return {
    user,
    index: await UserIndex.open(transaction, analyzer, user, chunks),
    sessions: new ChangedRows(sessionTable, sessions),
    observations: new ChangedRows(observationTable, observations.flat().map(withoutVersions)),
    versions: new Versions(observations.flat()),
    keyedSaves: new KeyedSaves(keyed),
    threads: new PostgresThreadRows(threads),
    staleTypes: new Map(types.map(({ type, count }) => [type, count])),
  }
}

function typesOfStale(
  staleBefore?: number,
  now?: number,
  sessionKey?: string,
): Parameters<Transaction['ask']> {
  return sessionKey === undefined
    ? ['typesOfStaleSession', staleBefore, now]
    : ['typesOfStaleNamed', staleBefore, now, sessionKey]
}
