import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { analyzeObservation, type Analyzer } from '../../../search/text/analyze.ts'
import { chunkOf, recordOf, withRecord } from '../../shared/ranking-records.ts'
import { observations } from '../tables/columns.ts'
import type { KeyedObservation } from '../tables/rows.ts'
import type { Statements } from '../tables/statements.ts'
import { inTransaction } from '../tables/transaction.ts'
import { parseTypes } from '../tables/users.ts'
import { indexText } from './term-index.ts'

/** An open file, with the analyser that indexes its text. */
export interface Connection {
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly analyzer: Analyzer
}

const analyzerSetting = 'analyzer'

/**
 * Checks that this analyser made the index. If not, empties the index and marks every user as not indexed; then
 * {@link indexSome} indexes them step by step. The old index goes at once, because removing an observation from it
 * needs the exact terms that another analyser made.
 */
export function requireIndexOf({ database, statements, analyzer }: Connection): void {
  if (indexedBy(statements) === analyzer.id) return
  inTransaction(database, () => {
    const before = indexedBy(statements)
    if (before !== undefined && before !== analyzer.id) {
      emptyIndex(database)
      database.exec(`insert into unindexed (user, next) select number, 1 from user where user_id is not null`)
      // Types are numbered anew in the order of their first observations.
      database.exec(`update user set types = '[]' where user_id is not null`)
      indexFirst({ statements, analyzer })
    }
    if (before !== analyzer.id) statements.writeSetting.run(analyzerSetting, analyzer.id)
  })
}

/** Refuses an index that another process has begun to rebuild for another analyser. Errors: `newer_schema`. */
export function requireIndexBy({ statements, analyzer }: Omit<Connection, 'database'>): void {
  if (indexedBy(statements) === analyzer.id) return
  throw new MemoryError(
    'newer_schema',
    'another process has rebuilt the index for another language or version: open the file again',
  )
}

/** Makes every write of another process fail, as after a rebuild for another analyser. */
export function retireIndex(statements: Statements): void {
  statements.writeSetting.run(analyzerSetting, 'retired')
}

function indexedBy(statements: Statements): string | undefined {
  return statements.readSetting.get(analyzerSetting)?.['value'] as string | undefined
}

function emptyIndex(database: DatabaseSync): void {
  database.exec(`insert into term_index (term_index) values ('delete-all')`)
  database.exec('delete from document_chunk')
  database.exec('delete from unindexed')
  database.exec('update user set version = version + 1')
}

/** Tells whether some user's index is not complete. */
export function hasUnindexed(statements: Statements): boolean {
  return statements.nextUnindexed.get() !== undefined
}

/** Observations that the opening itself indexes: a small file is then complete at once. */
const mostAtOpening = 256

function indexFirst(connection: Omit<Connection, 'database'>): void {
  for (let left = mostAtOpening; left > 0;) {
    const indexed = indexSome(connection, null, left)
    if (indexed === null) return
    left -= Math.max(1, indexed)
  }
}

/**
 * Indexes some observations of one user with an incomplete index, in the order of their ids. Returns how many, or
 * null where every index is complete. Call it in a write transaction.
 *
 * @param first - number of the user to begin with, if that index is not complete
 */
export function indexSome(
  { statements, analyzer }: Omit<Connection, 'database'>,
  first: number | null,
  most: number,
): number | null {
  const wanted = first === null ? undefined : statements.unindexedUser.get(first)
  const row = wanted ?? statements.nextUnindexed.get()
  if (row === undefined) return null
  const { user: number, next, types } = row as unknown as UnindexedRow
  const user = { types: parseTypes(types) }
  const known = user.types.length
  const found = statements.observationsToIndex.all(number, next - 1, most)
  const rows = observations.toRows(found) as KeyedObservation[]
  for (const observation of rows) indexOne({ statements, analyzer }, observation, user)
  if (user.types.length > known) statements.updateTypes.run(number, JSON.stringify(user.types))
  const last = rows.at(-1)
  if (last === undefined || rows.length < most) statements.setIndexed.run(number)
  else statements.setUnindexedFrom.run(number, last.id + 1)
  return rows.length
}

interface UnindexedRow {
  readonly user: number
  readonly next: number
  readonly types: string
}

/** Writes terms and ranking records of every observation anew in one transaction, from the observations alone. */
export function rebuildIndex({ database, statements, analyzer }: Connection): void {
  emptyIndex(database)
  const users = new Map<number, { readonly types: string[] }>()
  for (const found of statements.everyObservation.iterate()) {
    const row = observations.toRow(found) as KeyedObservation
    const user = users.get(row.user) ?? { types: [] }
    users.set(row.user, user)
    indexOne({ statements, analyzer }, row, user)
  }
  for (const [number, { types }] of users) statements.updateTypes.run(number, JSON.stringify(types))
}

function indexOne(
  { statements, analyzer }: Omit<Connection, 'database'>,
  row: KeyedObservation,
  user: { readonly types: string[] },
): void {
  const { id, key, user: number, title, content } = row
  const analysis = analyzeObservation(analyzer, title, content, row)
  statements.addTerms.run(key, indexText(number, analysis.terms))
  const stored = statements.readChunk.get(number, chunkOf(id))?.['data'] as Uint8Array | undefined
  const data = withRecord(stored ?? null, id, recordOf(row, analysis, user))
  statements.writeChunk.run(number, chunkOf(id), data)
}
