import type { DatabaseSync } from 'node:sqlite'
import { openToRead, requireReadable } from './existing-file.ts'
import { toMemoryError } from './failures.ts'

/** Lists the ids of the users in one file with something that may have expired. A file of an older schema has none. */
export function idsToSweepIn(path: string, now: number): string[] {
  return [...idsIn(path, (file) => (hasExpiry(file) ? file.prepare(usersToSweep).iterate(now) : []))]
}

const usersToSweep = 'select user_id from user where next_expiry <= ? and user_id is not null'

function hasExpiry(file: DatabaseSync): boolean {
  return (
    file.prepare(`select 1 from pragma_table_info('user') where name = 'next_expiry'`).get() !== undefined
  )
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
