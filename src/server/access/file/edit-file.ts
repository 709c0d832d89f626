import { closeSync, constants, fchownSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../../../core/errors/errors.ts'
import { takeLock, type EditLock } from './edit-lock.ts'
import { codeOf, hasModes, readGuarded, type FileRules, type GuardedText } from './guarded-file.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

/**
 * Replaces a file's text, wholly or not at all, also after a crash of the machine. Only the process that holds the lock
 * writes, so no edit is lost. The lock of a process that was killed in between is taken over.
 *
 * Errors: `busy` where another edit is under way; `storage`, `storage_full`; what `edit` throws.
 *
 * @param edit - the new text for the old one, which is null where there is no file
 */
export function editFile(path: string, rules: FileRules, edit: (text: string | null) => string): void {
  const lock = lockOf(path, rules)
  try {
    const before = readIfThere(path, rules)
    writeDraft(lock.draft, edit(before?.text ?? null), before)
    if (!lock.isHeld()) throw busy(rules)
    renameSync(lock.draft, path)
  } catch (error) {
    throw writeFailure(error, rules)
  } finally {
    lock.release()
  }
  syncFolder(dirname(path))
}

function lockOf(path: string, rules: FileRules): EditLock {
  let lock: EditLock | null
  try {
    lock = takeLock(path)
  } catch (cause) {
    throw writeFailure(cause, rules)
  }
  return lock ?? refuseAsBusy(rules)
}

function writeDraft(draft: string, text: string, before: GuardedText | null): void {
  const descriptor = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    if (before !== null) keepOwner(descriptor, before.owner)
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function busy({ setting }: FileRules): MemoryError {
  return new MemoryError(
    'busy',
    `${setting}: another edit is under way; if the .lock beside it is no plain file, remove it`,
  )
}

function refuseAsBusy(rules: FileRules): never {
  throw busy(rules)
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
