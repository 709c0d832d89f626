import { existsSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { invalidInput, MemoryError } from '../core/errors/errors.ts'
import { given } from '../core/input/given.ts'
import { userFilesIn } from '../stores/per-user/walk.ts'
import { copyFile, verifyFile } from '../stores/sqlite/inspect/copy-file.ts'
import { isBusy } from '../stores/sqlite/file/failures.ts'
import { openToRead, openToWrite } from '../stores/sqlite/file/existing-file.ts'
import { kindAt } from '../core/paths/kind-of-place.ts'
import { endsAsFolder, localPath, type PathLike } from '../core/paths/local-path.ts'
import { fileFailure, requireNothingAt, writeAside } from './partial-file.ts'

/** Progress of a backup or a restore. */
export interface CopyingProgress {
  /** Files that are copied and verified. */
  readonly files: number
  /** Pages of the present file that are copied. */
  readonly copiedPages: number
  /** Pages of the present file. */
  readonly totalPages: number
}

/** Options of a backup or a restore. */
export interface CopyingOptions {
  /**
   * Replace an existing target. Without it such a target is refused with `invalid_input`.
   * @default false
   */
  readonly overwrite?: boolean | null | undefined
  /**
   * Function that is called as the copy proceeds.
   * @default none
   */
  readonly onProgress?: ((progress: CopyingProgress) => void) | null | undefined
}

/** Result of a backup or a restore. */
export interface CopyingReport {
  /** Files that were copied and verified. */
  readonly files: number
}

/**
 * Copies a file, or a folder with a file for each user, while it is written: the copy holds everything that was
 * acknowledged before the call. Each copy is verified, readable by its owner only, and appears under the target's name
 * when it is whole.
 *
 * While a file is copied, its log grows, and `forget` and `erase` on it wait for the copy.
 *
 * Errors: `not_found`, `invalid_input` for a target that exists, `corrupt`, `newer_schema`, `storage_full`, `storage`,
 * `busy`.
 *
 * @example
 * ```ts
 * await backup('./memory.db', './backups/monday.db')
 * ```
 */
export async function backup(
  source: PathLike,
  target: PathLike,
  options: CopyingOptions | null = {},
): Promise<CopyingReport> {
  return copyChecked('backup', source, target, options, (from, to, onProgress) =>
    copyFile(from, to, onProgress),
  )
}

/**
 * Puts a backup in a store's place. The backup is verified first, and what was restored is verified again.
 *
 * With `overwrite`, every process that has the store open must have closed it (`busy` otherwise). In a folder, files of
 * users that the backup does not hold stay.
 *
 * Errors: as of {@link backup}.
 *
 * @example
 * ```ts
 * await restore('./backups/monday.db', './memory.db')
 * ```
 */
export async function restore(
  source: PathLike,
  target: PathLike,
  options: CopyingOptions | null = {},
): Promise<CopyingReport> {
  return copyChecked('restore', source, target, options, async (from, to, onProgress) => {
    if (!existsSync(`${from}-wal`)) verifyFile(from)
    await copyFile(from, to, onProgress, openToRead)
  })
}

type Copy = (source: string, target: string, onProgress: OnPage) => Promise<void>
type OnPage = (page: { copiedPages: number; totalPages: number }) => void

async function copyChecked(
  name: 'backup' | 'restore',
  givenSource: PathLike,
  givenTarget: PathLike,
  options: CopyingOptions | null,
  copy: Copy,
): Promise<CopyingReport> {
  const { overwrite = false, onProgress = () => undefined } = given(options)
  const forDatabase = 'PostgreSQL has pg_dump and pg_restore'
  const source = localPath(givenSource, { name: `${name}: source`, forDatabase })
  const target = localPath(givenTarget, { name: `${name}: target`, forDatabase })
  const targetKind = endsAsFolder(givenTarget) ? 'folder' : kindAt(target)
  try {
    requireApart(source, target)
    const isFolder = statSync(source).isDirectory()
    if (!isFolder && targetKind === 'folder')
      invalidInput(`${name}: target: is a folder; name the file to write`)
    if (isFolder && targetKind !== null && targetKind !== 'folder')
      invalidInput(`${name}: target: is a file; name the folder to write`)
    requireNothingAt(target, overwrite)
    if (!isFolder) {
      await copyOne(source, target, undefined, (page) => onProgress({ files: 0, ...page }), copy)
      return { files: 1 }
    }
    if (existsSync(target)) return { files: await copyEach(source, target, onProgress, copy) }
    return {
      files: await writeAside(target, async (partial) => {
        mkdirSync(partial, { mode: 0o700 })
        return copyEach(source, partial, onProgress, copy)
      }),
    }
  } catch (error) {
    throw fileFailure(error)
  }
}

async function copyEach(
  source: string,
  target: string,
  onProgress: (progress: CopyingProgress) => void,
  copy: Copy,
): Promise<number> {
  let files = 0
  for (const { path, digest } of userFilesIn(source)) {
    const to = join(target, relative(source, path))
    try {
      await copyOne(path, to, digest, (page) => onProgress({ files, ...page }), copy)
    } catch (error) {
      // Erased since the folder was read.
      if (error instanceof MemoryError && error.code === 'not_found' && !existsSync(path)) continue
      throw error
    }
    files++
  }
  return files
}

async function copyOne(
  source: string,
  target: string,
  owner: string | undefined,
  onProgress: OnPage,
  copy: Copy,
): Promise<void> {
  await writeAside(target, async (partial) => {
    await copy(source, partial, onProgress)
    verifyFile(partial, owner)
    if (existsSync(target)) putAside(target)
  })
}

/** Removes the old log, which SQLite would read into the new file. Errors: `busy` while a process has the file open. */
function putAside(path: string): void {
  try {
    const database = openToWrite(path, 0)
    try {
      database.exec('pragma journal_mode = delete')
    } finally {
      database.close()
    }
  } catch (error) {
    if (isBusy(error))
      throw new MemoryError('busy', 'the target is open: stop every process that uses it, and try again')
    // Too damaged to be opened, which may be why it is replaced.
  }
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
}

function requireApart(source: string, target: string): void {
  const [from, to] = [realpathSync(source), existsSync(target) ? realpathSync(target) : resolve(target)]
  if (from === to || to.startsWith(from + sep) || from.startsWith(to + sep))
    invalidInput('source and target are the same, or one lies in the other')
}
