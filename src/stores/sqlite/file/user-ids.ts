import { openToRead, requireReadable } from './existing-file.ts'
import { toMemoryError } from './failures.ts'

/** The ids of the users in one file, as it is when this begins. For operators only: no application needs them. */
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
