import { openToRead, requireReadable } from './existing-file.ts'
import { toMemoryError } from './failures.ts'

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
