import { statSync } from 'node:fs'
import type { Language } from '../search/corpus.ts'
import { given } from '../core/input/given.ts'
import { localPath, type PathLike } from '../core/paths/local-path.ts'
import { userFilesIn } from '../stores/per-user/walk.ts'
import { updateFile, type FileUpdate } from '../stores/sqlite/file/update-file.ts'
import { fileFailure } from './partial-file.ts'

/** Progress of a migration of files. */
export interface MigrateFilesProgress {
  /** Files that are up to date. */
  readonly files: number
  /** Work that is under way: statements of the schema, or observations of the index. */
  readonly phase: 'schema' | 'index'
  /** Statements or observations of the present file that are done. */
  readonly done: number
  /** Statements or observations of the present file that there are to do. */
  readonly total: number
}

/** Options of `migrateFiles`. */
export interface MigrateFilesOptions {
  /**
   * Language of the texts. A file with an index for another one is indexed anew.
   * @default 'english'
   */
  readonly language?: Language | null | undefined
  /**
   * Function that is called after each statement of the schema, and after each 256 observations that are indexed.
   * @default none
   */
  readonly onProgress?: ((progress: MigrateFilesProgress) => void) | null | undefined
}

/** Result of a migration of files. */
export interface MigrateFilesReport {
  /** Files that are up to date. */
  readonly files: number
  /** Observations that were indexed anew. */
  readonly indexed: number
}

/**
 * Brings a file, or a folder with a file for each user, to the schema and the index of this version. Opening a memory
 * does the same; this tells how far it is, and ends when the index is complete. Killed at any point, it goes on when it
 * is called again.
 *
 * Errors: `not_found`, `newer_schema`, `corrupt`, `storage`, `storage_full`, `busy`, `unsupported_runtime`.
 *
 * @example
 * ```ts
 * const { files } = await migrateFiles('./memory.db', {
 *   onProgress: ({ phase, done, total }) => console.error(phase, done, total),
 * })
 * ```
 */
export async function migrateFiles(
  store: PathLike,
  options: MigrateFilesOptions | null = {},
): Promise<MigrateFilesReport> {
  const path = localPath(store, { name: 'migrateFiles', forDatabase: 'call migratePostgres' })
  const { language = 'english', onProgress = () => undefined } = given(options)
  let files = 0
  let indexed = 0
  try {
    for (const { path: file, owner } of filesAt(path)) {
      const onUpdate = (update: FileUpdate): void => onProgress({ ...update, files })
      indexed += await updateFile(file, { language, owner, onUpdate })
      files++
    }
  } catch (error) {
    throw fileFailure(error)
  }
  return { files, indexed }
}

/** One user's file in a folder has the user as its owner; a single file has many users. */
function* filesAt(path: string): Generator<{ readonly path: string; readonly owner: string }> {
  if (!statSync(path).isDirectory()) yield { path, owner: '' }
  else for (const { path: file, digest } of userFilesIn(path)) yield { path: file, owner: digest }
}
