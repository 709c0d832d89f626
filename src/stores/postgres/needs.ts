import type { Awaitable } from '../../engine/port/steps.ts'
import type { StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { KnownSave, Needs } from '../../engine/port/unit-of-work.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { chunkOf } from '../shared/ranking-records.ts'
import type { Transaction } from './connection/transaction.ts'
import type { StoredChunk } from './index/documents.ts'
import { rebuildIndex } from './index/reindex.ts'
import { toUser, type PostgresUser, type UserRow } from './tables/users.ts'

/** Facts about one user that a write reads before it decides. */
export interface FoundForWrite {
  readonly user: PostgresUser
  readonly sessions: readonly StoredSession[]
  readonly observations: readonly StoredObservation[]
  /** Numbers of the ranking records' rows that were asked for. */
  readonly chunkNumbers: readonly number[]
  readonly chunks: readonly StoredChunk[]
  readonly keyedSave: KnownSave | null
  /** Number of the user's last keyed save; 0: none. */
  readonly lastKeyedSave: number
  /** Observations by type of the active session, if it is stale. */
  readonly staleTypes: readonly TypeCount[]
}

interface TypeCount {
  readonly type: string
  readonly count: number
}

/** A row of `keyed_save`: the requested one, or the user's last. */
interface KeyedSaveRow extends KnownSave {
  readonly isIt: boolean
  readonly number: number
}

/** Tells that another process erased the user between the two statements that create one; the runner tries again. */
class UserErased extends Error {
  override readonly name = 'UserErased'
  /** SQLSTATE of a serialization failure. */
  readonly code = '40001'
}

/** Locks the user and reads what the write needs, in one round trip; null where there is no such user. */
export async function findForWrite(
  transaction: Transaction,
  analyzer: Analyzer,
  userId: string,
  needs: Needs,
): Promise<FoundForWrite | null> {
  const { topicKeys, digests, ids, sessionIds = [], savedUnder, staleBefore } = needs
  const observationsBy = (
    statement: 'findByTopics' | 'findByDigests' | 'findByIds',
    keys: readonly (string | number)[] = [],
  ): Awaitable<readonly StoredObservation[]> =>
    keys.length === 0 ? [] : transaction.ask<StoredObservation>(statement, keys)
  const [, users, sessions, chunks, keyed, staleTypes, ...found] = await Promise.all([
    needs.creates ? transaction.ask('insertUser', userId, analyzer.id) : null,
    // The lock waits for the user's last writer, so statements after it see that writer's changes.
    transaction.ask<UserRow>('lockUser'),
    transaction.ask<StoredSession>('sessionsForWrite', sessionIds),
    transaction.ask<StoredChunk>('chunksForSave', topicKeys ?? []),
    savedUnder === undefined ? [] : transaction.ask<KeyedSaveRow>('keyedSavesForWrite', savedUnder),
    staleBefore === undefined ? [] : transaction.ask<TypeCount>('typesOfStaleSession', staleBefore),
    observationsBy('findByTopics', topicKeys),
    observationsBy('findByDigests', digests),
    observationsBy('findByIds', ids),
  ])
  const user = toUser(users, userId)
  if (user === null && needs.creates) throw new UserErased('the user was erased while the write waited')
  if (user === null) return null
  const isRebuilt = user.analyzer !== analyzer.id
  if (isRebuilt) await rebuildIndex(transaction, user, analyzer)
  const [byTopic] = found
  return {
    user,
    sessions,
    observations: found.flat(),
    chunkNumbers: isRebuilt
      ? []
      : [user.nextId, user.nextId + 1, ...byTopic.map((row) => row.id)].map(chunkOf),
    chunks: isRebuilt ? [] : chunks,
    keyedSave: keyed.find(({ isIt }) => isIt) ?? null,
    lastKeyedSave: keyed.find(({ isIt }) => !isIt)?.number ?? 0,
    staleTypes,
  }
}
