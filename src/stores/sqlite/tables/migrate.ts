import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { inTransaction } from './transaction.ts'

/** One step of the schema's history. Append-only. */
export interface Migration {
  /** 1, 2, 3 … */
  readonly id: number
  readonly name: string
  /** True if an older version of this library could not work with the result; a backup is taken first. */
  readonly breaking?: boolean
  readonly sql: readonly string[]
}

export interface MigrateOptions {
  /** Copies the file; called before a breaking migration of a file with data. */
  readonly backup: (schemaVersion: number) => void
  /** Called after each statement, with the number of those that are done and that there are to do. */
  readonly onStatement?: ((step: { readonly done: number; readonly total: number }) => void) | undefined
}

/** Reads the id of the file's last migration; 0 for a new file. */
export function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('pragma user_version').get()
  return Number(row?.['user_version'])
}

/**
 * Brings the file to the last migration: a new file in one transaction, which costs one sync, and a file of an earlier
 * version in one for each migration. A process killed at any point leaves a whole version, and the next opening goes on
 * from there. Processes that migrate at once take turns.
 *
 * Errors: `newer_schema` for a file from a later version of this library.
 */
export function migrate(
  database: DatabaseSync,
  migrations: readonly Migration[],
  options: MigrateOptions,
): void {
  const latest = migrations.at(-1)?.id ?? 0
  const found = schemaVersion(database)
  const total = migrations.flatMap(({ id, sql }) => (id > found ? sql : [])).length
  let done = 0
  const onStatement = (): void => options.onStatement?.({ done: ++done, total })
  for (;;) {
    const version = schemaVersion(database)
    if (version > latest) {
      throw new MemoryError(
        'newer_schema',
        `the file has schema ${version}, this version of ilab-memory knows up to ${latest}: upgrade ilab-memory`,
      )
    }
    const pending = migrations.filter((migration) => migration.id > version)
    const [next] = pending
    if (next === undefined) return
    if (next.breaking === true && found !== 0) options.backup(version)
    applyMigrations(database, version === 0 ? pending : [next], version, onStatement)
  }
}

function applyMigrations(
  database: DatabaseSync,
  migrations: readonly Migration[],
  from: number,
  onStatement: () => void,
): void {
  inTransaction(database, () => {
    // Another process may have migrated while this one waited for the lock.
    if (schemaVersion(database) !== from) return
    for (const { id, sql } of migrations) {
      database.exec(`pragma user_version = ${id}`)
      for (const statement of sql) {
        database.exec(statement)
        onStatement()
      }
    }
  })
}
