import { invalidInput } from '../../core/errors/errors.ts'
import {
  openForeignTables,
  type ForeignTable,
  type ForeignTables,
} from '../../stores/sqlite/inspect/foreign-tables.ts'
import type { ForeignRow, ForeignRows, RowKind } from './reading/foreign-row.ts'

/** Tables of rows, in the order of an export, with the columns that each must have. */
const tables: readonly {
  readonly kind: RowKind
  readonly table: ForeignTable
  readonly needed: readonly string[]
}[] = [
  { kind: 'session', table: 'sessions', needed: ['id', 'started_at'] },
  { kind: 'observation', table: 'observations', needed: ['id', 'type', 'title', 'content', 'created_at'] },
]

/** Opens a SQLite database to read its rows. Errors: `invalid_input` where it is no memory of another program. */
export function readDatabase(path: string): ForeignRows & Disposable {
  const database = openForeignTables(path)
  try {
    requireForeign(database)
    return {
      total: tables.reduce((sum, { table }) => sum + database.countOf(table), 0),
      others: { prompts: database.countOf('user_prompts') },
      rows: () => rowsOf(database),
      [Symbol.dispose]: () => database[Symbol.dispose](),
    }
  } catch (error) {
    database[Symbol.dispose]()
    throw error
  }
}

function requireForeign(database: ForeignTables): void {
  if (database.isOwn) invalidInput('this file is a memory of this library already: name it as the store')
  for (const { kind, table, needed } of tables) {
    const columns = database.columnsOf(table)
    if (columns.length === 0 && kind === 'session') continue
    if (needed.some((column) => !columns.includes(column)))
      invalidInput(`the file has no table ${table} with ${needed.join(', ')}: is the format the right one?`)
  }
}

/** The rows of each table, each user's together. */
function* rowsOf(database: ForeignTables): Generator<ForeignRow> {
  for (const { kind, table } of tables) {
    if (database.countOf(table) === 0) continue
    const order = [
      ...(database.columnsOf(table).includes('user_id') ? (['user_id'] as const) : []),
      ...(kind === 'session' ? (['started_at'] as const) : []),
      'id' as const,
    ]
    for (const row of database.rowsOf(table, order)) yield { kind, ...row }
  }
}
