import {
  closeSync,
  constants,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../core/errors.ts'
import { createFolder } from '../paths/create-folder.ts'
import { codeOf, hasModes, readGuarded, type FileRules, type GuardedText } from './guarded-file.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

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
export function editFile(path: string, rules: FileRules, edit: (text: string | null) => string): void {
  const lock = `${path}.lock`
  const descriptor = createLock(lock, rules)
  try {
    try {
      const before = readIfThere(path, rules)
      const text = edit(before?.text ?? null)
      if (before !== null) keepOwner(descriptor, before.owner)
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(lock, path)
  } catch (error) {
    // The lock is this process' own for as long as it was not renamed, and nobody else's before it is removed.
    rmSync(lock, { force: true })
    throw writeFailure(error, rules)
  }
  syncFolder(dirname(path))
}

function createLock(lock: string, rules: FileRules): number {
  try {
    createFolder(dirname(lock))
    return openSync(lock, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST')
      throw new MemoryError(
        'busy',
        `${rules.setting}: another edit is under way; if none is, remove the .lock file beside it`,
        { cause },
      )
    throw writeFailure(cause, rules)
  }
}

/** An administrator who edits the file of a service must not lock the service out. */
function keepOwner(descriptor: number, { user, group }: GuardedText['owner']): void {
  if (process.geteuid?.() === 0) fchownSync(descriptor, user, group)
}

function readIfThere(path: string, rules: FileRules): GuardedText | null {
  try {
    return readGuarded(path, rules)
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

function writeFailure(error: unknown, { setting }: FileRules): unknown {
  if (error instanceof MemoryError) return error
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
  return isFull
    ? new MemoryError('storage_full', `${setting}: the disk is full: free some space and try again`, {
        cause: error,
      })
    : new MemoryError('storage', `${setting}: the file cannot be written: check its path and owner`, {
        cause: error,
      })
}
