import { openToRead } from '../file/existing-file.ts'
import { applicationId } from '../tables/schema.ts'

/** Tables of another program that this library knows. Their names stand in statements. */
export type ForeignTable = 'sessions' | 'observations' | 'user_prompts'

/** A row as it lies in its table. */
export interface ForeignTableRow {
  /** Number of the row in its table. */
  readonly row: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** A database of another program, opened to read and never changed. */
export interface ForeignTables extends Disposable {
  /** True for a file of this library itself. */
  readonly isOwn: boolean
  /** Names of a table's columns; empty where the table is absent. */
  columnsOf(table: ForeignTable): readonly string[]
  /** Number of a table's rows; 0 where the table is absent. */
  countOf(table: ForeignTable): number
  /** Rows of a table in the order of these of its columns. */
  rowsOf(table: ForeignTable, order: readonly ('user_id' | 'started_at' | 'id')[]): Iterable<ForeignTableRow>
}

/** Opens the database of another program. Errors: `not_found`, and those of SQLite. */
export function openForeignTables(path: string): ForeignTables {
  const database = openToRead(path)
  const columnsOf = (table: ForeignTable): string[] =>
    database
      .prepare('select name from pragma_table_info(?)')
      .all(table)
      .map(({ name }) => String(name))
  return {
    get isOwn() {
      return database.prepare('pragma application_id').get()?.['application_id'] === applicationId
    },
    columnsOf,
    countOf: (table) =>
      columnsOf(table).length === 0
        ? 0
        : Number(database.prepare(`select count(*) as count from ${table}`).get()?.['count']),
    *rowsOf(table, order) {
      const rows = database.prepare(
        `select rowid as "row number", * from ${table} order by ${order.join(', ')}`,
      )
      for (const { 'row number': row, ...fields } of rows.iterate()) yield { row: Number(row), fields }
    },
    [Symbol.dispose]: () => database.close(),
  }
}
