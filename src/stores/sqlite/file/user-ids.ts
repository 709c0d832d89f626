import type { DatabaseSync } from 'node:sqlite'
import { openToRead, requireReadable } from './existing-file.ts'
import { toMemoryError } from './failures.ts'

/** Lists the ids of the users in one file with something that may have expired. A file of an older schema has none. */
export function idsToSweepIn(path: string, now: number): string[] {
  return idsWhere(path, 'next_expiry', usersToSweep, now)
}

/** Lists the ids of the users in one file with observations that may have no vector of a space. */
export function idsToEmbedIn(path: string, space: number): string[] {
  return idsWhere(path, 'vector_space', usersToEmbed, space)
}

const usersToSweep = 'select user_id from user where next_expiry <= ? and user_id is not null'

const usersToEmbed = `select user_id from user
  where (vector_space is null or vector_space <> ? or is_embedded = 0) and observations > 0 and user_id is not null`

/** Runs a statement with one value where the file's schema has the column, else finds none. */
function idsWhere(path: string, column: string, statement: string, value: number): string[] {
  const columns = `select 1 from pragma_table_info('user') where name = ?`
  return [
    ...idsIn(path, (file) =>
      file.prepare(columns).get(column) === undefined ? [] : file.prepare(statement).iterate(value),
    ),
  ]
}

/** Lists the ids of the users in one file, as of the first step. For operators: applications do not need them. */
export function userIdsIn(path: string): Generator<string> {
  return idsIn(path, (file) => file.prepare(everyUser).iterate())
}

const everyUser = 'select user_id from user where user_id is not null order by number'

function* idsIn(
  path: string,
  rowsOf: (file: DatabaseSync) => Iterable<Record<string, unknown>>,
): Generator<string> {
  try {
    const file = openToRead(path)
    try {
      requireReadable(file)
      for (const row of rowsOf(file)) yield String(row['user_id'])
    } finally {
      file.close()
    }
  } catch (error) {
    throw toMemoryError(error)
  }
}
