import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors.ts'
import { analyzeObservation, type Analyzer } from '../../../search/text/analyze.ts'
import { chunkOf, recordOf, withRecord } from '../../shared/ranking-records.ts'
import type { KeyedObservation } from '../tables/rows.ts'
import type { Statements } from '../tables/statements.ts'
import { indexText } from './term-index.ts'

/** An open file, with the analyser that indexes its text. */
export interface Connection {
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly analyzer: Analyzer
}

const analyzerSetting = 'analyzer'

/**
 * Checks that this analyser made the index, and rebuilds the index if not. Removing an observation from it needs the
 * exact terms that were put in. The rebuild is one transaction, so a large file takes a while and is never half done.
 */
export function requireIndexOf({ database, statements, analyzer }: Connection): void {
  if (indexedBy(statements) === analyzer.id) return
  database.exec('begin immediate')
  try {
    const before = indexedBy(statements)
    if (before !== undefined && before !== analyzer.id) rebuildIndex({ database, statements, analyzer })
    if (before !== analyzer.id) statements.writeSetting.run(analyzerSetting, analyzer.id)
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

/** Refuses to write into an index that another process has rebuilt for another analyser meanwhile. */
export function requireSameIndex({ statements, analyzer }: Omit<Connection, 'database'>): void {
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

/** Writes terms and ranking records of every observation anew, from the observations alone. */
export function rebuildIndex({ database, statements, analyzer }: Connection): void {
  database.exec(`insert into term_index (term_index) values ('delete-all')`)
  database.exec('delete from document_chunk')
  const users = new Map<number, { readonly types: string[] }>()
  const rows = statements.everyObservation.iterate() as Iterable<unknown> as Iterable<KeyedObservation>
  for (const row of rows) {
    const { id, key, user: number } = row
    const analysis = analyzeObservation(analyzer, row.title, row.content)
    statements.addTerms.run(key, indexText(number, analysis.terms))
    const user = users.get(number) ?? { types: [] }
    users.set(number, user)
    const stored = statements.readChunk.get(number, chunkOf(id))?.['data'] as Uint8Array | undefined
    const data = withRecord(stored ?? null, id, recordOf(row, analysis, user))
    statements.writeChunk.run(number, chunkOf(id), data)
  }
  for (const [number, { types }] of users) statements.updateTypes.run(number, JSON.stringify(types))
}
