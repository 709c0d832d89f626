import { inTransaction } from '../tables/transaction.ts'
import { hasUnindexed, indexSome, type Connection } from './reindex.ts'

/** Observations that one transaction indexes. */
const indexedInStep = 256

/** State of the completion of an index. */
export interface IndexProgress {
  /** Observations that were indexed. */
  readonly done: number
  /** Observations that the index did not hold at the beginning. */
  readonly total: number
}

/**
 * Completes the index of a file, one transaction a step; yields after each. A process that is killed between two steps,
 * or in one, leaves the rest to the next completion or opening.
 */
export function* completeIndex(connection: Connection): Generator<IndexProgress> {
  const { database, statements } = connection
  if (!hasUnindexed(statements)) return
  const total = Number(database.prepare(countUnindexed).get()?.['n'])
  for (let done = 0; ;) {
    const indexed = inTransaction(database, () => indexSome(connection, null, indexedInStep))
    if (indexed === null) return
    done += indexed
    yield { done, total }
  }
}

// A join would compare every observation with every such user.
const countUnindexed = `select coalesce(sum((select count(*) from observation o
  where o.key >= (u.user << 27) + u.next and o.key <= (u.user << 27) + 134217727)), 0) as n from unindexed u`
