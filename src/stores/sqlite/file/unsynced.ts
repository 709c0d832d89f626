import type { DatabaseSync } from 'node:sqlite'
import { requirePragma } from './open.ts'

/**
 * Runs a transaction whose commit does not wait for the disk: what follows syncs the log before anything is acknowledged.
 * SQLite still syncs the log before it copies it into the file, so that the file is never torn.
 */
export function withoutSync<Result>(database: DatabaseSync, transaction: () => Result): Result {
  database.exec('pragma synchronous = normal')
  try {
    return transaction()
  } finally {
    database.exec('pragma synchronous = full')
    requirePragma(database, 'synchronous', 2)
  }
}
