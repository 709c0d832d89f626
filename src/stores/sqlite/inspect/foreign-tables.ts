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
  const isView = (table: ForeignTable): boolean =>
    database.prepare("select 1 from sqlite_schema where type = 'view' and name = ?").get(table) !== undefined
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
      // A view has no row number of its own.
      const number = isView(table) ? 'null' : 'rowid'
      const rows = database.prepare(
        `select ${number} as "row number", * from ${table} order by ${order.join(', ')}`,
      )
      rows.setReadBigInts(true)
      let place = 0
      for (const { 'row number': row, ...fields } of rows.iterate())
        yield { row: Number(row ?? ++place), fields: withNumbers(fields) }
    },
    [Symbol.dispose]: () => database.close(),
  }
}

/** Integers as numbers. One that is too large for an exact number becomes text, so that the import refuses its row alone. */
function withNumbers(fields: ForeignTableRow['fields']): ForeignTableRow['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'bigint' ? exact(value) : value]),
  )
}

function exact(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
