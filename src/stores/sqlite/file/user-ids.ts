import type { DatabaseSync } from 'node:sqlite'
import { openToRead, requireReadable } from './existing-file.ts'
import { toMemoryError } from './failures.ts'

/** Lists the ids of the users in one file with something that may have expired. A file of an older schema has none. */
export function idsToSweepIn(path: string, now: number): string[] {
  try {
    using database = closing(openToRead(path))
    const { file } = database
    requireReadable(file)
    const columns = file.prepare(`select 1 from pragma_table_info('user') where name = 'next_expiry'`).all()
    if (columns.length === 0) return []
    const due = file.prepare('select user_id from user where next_expiry <= ? and user_id is not null')
    return due.all(now).map((row) => String(row['user_id']))
  } catch (error) {
    throw toMemoryError(error)
  }
}

function closing(file: DatabaseSync): { readonly file: DatabaseSync } & Disposable {
  return { file, [Symbol.dispose]: () => file.close() }
}

/** Lists the ids of the users in one file, as of the first step. For operators: applications do not need them. */
export function* userIdsIn(path: string): Generator<string> {
  try {
    const database = openToRead(path)
    try {
      requireReadable(database)
      const rows = database
        .prepare('select user_id from user where user_id is not null order by number')
        .iterate()
      for (const row of rows) yield String(row['user_id'])
    } finally {
      database.close()
    }
  } catch (error) {
    throw toMemoryError(error)
  }
}
