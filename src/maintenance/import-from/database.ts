import { invalidInput } from '../../core/errors.ts'
import { openToRead } from '../../stores/sqlite/file/existing-file.ts'
import { applicationId } from '../../stores/sqlite/file/schema.ts'
import type { ForeignRow, ForeignRows, RowKind } from './foreign-row.ts'

type Database = ReturnType<typeof openToRead>

/** Columns without which a table is of another program. */
const needed: Readonly<Record<RowKind, readonly string[]>> = {
  session: ['id', 'started_at'],
  observation: ['id', 'type', 'title', 'content', 'created_at'],
}
/** Rows that this library has no place for. */
const otherTables: Readonly<Record<string, string>> = { user_prompts: 'prompts' }

/** The rows of a SQLite database, which is opened to read and never changed. */
export function readDatabase(path: string): ForeignRows & Disposable {
  const database = openToRead(path)
  try {
    requireForeign(database)
    const counts = { session: countOf(database, 'sessions'), observation: countOf(database, 'observations') }
    return {
      total: counts.session + counts.observation,
      others: Object.fromEntries(
        Object.entries(otherTables).map(([table, name]) => [name, countOf(database, table)]),
      ),
      *rows() {
        if (counts.session > 0) yield* rowsOf(database, 'session', 'sessions')
        yield* rowsOf(database, 'observation', 'observations')
      },
      [Symbol.dispose]: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Errors: `invalid_input` where the file is of this library, or of a program that is not known here. */
function requireForeign(database: Database): void {
  if (database.prepare('pragma application_id').get()?.['application_id'] === applicationId)
    invalidInput('this file is a memory of this library already: name it as the store')
  for (const [kind, table] of [
    ['observation', 'observations'],
    ['session', 'sessions'],
  ] as const) {
    const columns = columnsOf(database, table)
    if (columns.length === 0 && kind === 'session') continue
    if (needed[kind].some((column) => !columns.includes(column)))
      invalidInput(
        `the file has no table ${table} with ${needed[kind].join(', ')}: is the format the right one?`,
      )
  }
}

function columnsOf(database: Database, table: string): string[] {
  return database
    .prepare('select name from pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name))
}

function countOf(database: Database, table: string): number {
  if (columnsOf(database, table).length === 0) return 0
  return Number(database.prepare(`select count(*) as count from ${table}`).get()?.['count'])
}

function* rowsOf(database: Database, kind: RowKind, table: string): Generator<ForeignRow> {
  const columns = columnsOf(database, table)
  const user = columns.includes('user_id') ? 'user_id, ' : ''
  const order = kind === 'session' ? 'started_at, id' : 'id'
  const rows = database.prepare(`select rowid as "row number", * from ${table} order by ${user}${order}`)
  for (const { 'row number': row, ...fields } of rows.iterate()) yield { kind, row: Number(row), fields }
}
