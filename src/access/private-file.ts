import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../errors.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants
// Windows has neither of the last two, and there they are nothing.
const othersMayUseIt = 0o077
const hasModes = process.platform !== 'win32'

/** A file's text, and what tells whether it is still the same file. */
export interface ReadFile {
  readonly text: string
  readonly stamp: string
  /** When it was changed last, by the file system's clock. */
  readonly changedAt: number
}

/**
 * Reads a file that only its owner may use. No symbolic link is followed.
 *
 * Errors: `not_found`; `invalid_input` where the file is no plain file or others may use it.
 */
export function readPrivateFile(path: string, name: string): ReadFile {
  const descriptor = openWithoutFollowing(path, name)
  try {
    const found = fstatSync(descriptor, { bigint: true })
    if (!found.isFile()) throw new MemoryError('invalid_input', `${name}: is not a plain file`)
    if (hasModes && (Number(found.mode) & othersMayUseIt) !== 0)
      throw new MemoryError('invalid_input', `${name}: others may use the file; give it the mode 0600`)
    return { text: readFileSync(descriptor, 'utf8'), stamp: stampOf(found), changedAt: Number(found.ctimeMs) }
  } finally {
    closeSync(descriptor)
  }
}

/** What {@link ReadFile.stamp} would be now; null where the file cannot be looked at. */
export function stampAt(path: string): string | null {
  try {
    return stampOf(lstatSync(path, { bigint: true }))
  } catch {
    return null
  }
}

/** Nobody can set a file's time of change, unlike that of its modification. */
function stampOf({ dev, ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ')
}

function openWithoutFollowing(path: string, name: string): number {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'ENOENT') throw new MemoryError('not_found', `${name}: the file is not there`, { cause })
    if (code === 'ELOOP')
      throw new MemoryError('invalid_input', `${name}: is a symbolic link, which is not followed`, { cause })
    throw new MemoryError('storage', `${name}: the file cannot be read: check its path and owner`, { cause })
  }
}

/**
 * Puts another text in a file's place, seen wholly or not at all, also after a crash of the machine. The new text is
 * written under the name of the lock, which only one process at a time can create, so no edit is ever lost.
 *
 * Everything happens in one go: a process can leave the lock behind only by being killed in these few milliseconds.
 *
 * Errors: `busy` where another edit is under way; `storage`, `storage_full`; what `edit` throws.
 *
 * @param edit - the new text for the old one, which is null where there is no file
 */
export function editPrivateFile(path: string, name: string, edit: (text: string | null) => string): void {
  const lock = `${path}.lock`
  const descriptor = createLock(lock, name)
  try {
    try {
      writeWhole(descriptor, edit(readIfThere(path, name)))
    } finally {
      closeSync(descriptor)
    }
    renameSync(lock, path)
  } catch (error) {
    // The lock is this process' own for as long as it was not renamed, and nobody else's before it is removed.
    rmSync(lock, { force: true })
    throw writeFailure(error, name)
  }
  syncFolder(dirname(path))
}

function writeWhole(descriptor: number, text: string): void {
  if (hasModes) fchmodSync(descriptor, 0o600)
  writeFileSync(descriptor, text)
  fsyncSync(descriptor)
}

function createLock(lock: string, name: string): number {
  try {
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 })
    return openSync(lock, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST')
      throw new MemoryError(
        'busy',
        `${name}: another edit is under way; if none is, remove the .lock file beside it`,
        { cause },
      )
    throw writeFailure(cause, name)
  }
}

function readIfThere(path: string, name: string): string | null {
  try {
    return readPrivateFile(path, name).text
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'not_found') return null
    throw error
  }
}

/** Makes the new name survive a crash of the machine, where folders can be synced at all. */
function syncFolder(folder: string): void {
  if (!hasModes) return
  const descriptor = openSync(folder, O_RDONLY)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function writeFailure(error: unknown, name: string): unknown {
  if (error instanceof MemoryError) return error
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
  return isFull
    ? new MemoryError('storage_full', `${name}: the disk is full: free some space and try again`, {
        cause: error,
      })
    : new MemoryError('storage', `${name}: the file cannot be written: check its path and owner`, {
        cause: error,
      })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
