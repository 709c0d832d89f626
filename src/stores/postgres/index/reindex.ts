import type { StoredObservation } from '../../../engine/port/stored.ts'
import { analyzeObservation, type Analyzer } from '../../../search/text/analyze.ts'
import { chunkOf, recordOf, withRecord } from '../../shared/ranking-records.ts'
import { postingLayout } from './posting-rows.ts'
import { preparePostings } from './term-index.ts'
import type { Transaction } from '../connection/transaction.ts'
import type { PostgresUser } from '../tables/users.ts'

/** Tells a read that another analyser made the user's index, so that it must be rebuilt first. */
export class OutdatedIndex extends Error {
  override readonly name = 'OutdatedIndex'
}

/** Stands for an index that is not made yet. */
export const noIndex = ''

/** Returns what a user's index depends on: the analyser, and the layout of the postings. Stored as `analyzer`. */
export function indexIdOf(analyzer: Analyzer): string {
  return `${analyzer.id}/${postingLayout}`
}

/** Tells whether this analyser made the user's index, in the present layout. */
export function isIndexOf(user: PostgresUser, analyzer: Analyzer): boolean {
  return user.analyzer === indexIdOf(analyzer)
}

/** Refuses to read an index that another analyser made, or one in another layout. */
export function requireIndexOf(user: PostgresUser, analyzer: Analyzer): void {
  if (!isIndexOf(user, analyzer)) throw new OutdatedIndex('the index was made by another analyser')
}

const pageSize = 256

/**
 * Rebuilds one user's postings and ranking records from the observations. After a change of the analyser or of the layout the first call
 * of each user rebuilds that user's index, so that users do not wait for each other.
 */
export async function rebuildIndex(
  transaction: Transaction,
  user: PostgresUser,
  analyzer: Analyzer,
): Promise<void> {
  await Promise.all([transaction.ask('erasePostings'), transaction.ask('eraseChunks')])
  user.types = []
  const chunks = new Map<number, Uint8Array | null>()
  for (let last = 0; ;) {
    const rows = await transaction.ask<StoredObservation>('observationsToIndex', last, pageSize)
    if (rows.length === 0) break
    const changes = rows.map((row) => {
      const analysis = analyzeObservation(analyzer, row.title, row.content, row)
      const chunk = chunkOf(row.id)
      const record = recordOf(row, analysis, user)
      chunks.set(chunk, withRecord(chunks.get(chunk) ?? null, row.id, record))
      return { id: row.id, before: null, after: analysis.terms }
    })
    const send = await preparePostings(transaction, changes)
    await send()
    last = rows.at(-1)!.id
  }
  const data = [...chunks.values()].map((bytes) => Buffer.from(bytes ?? []))
  if (chunks.size > 0) await transaction.ask('writeChunks', [...chunks.keys()], data)
  user.analyzer = indexIdOf(analyzer)
}
