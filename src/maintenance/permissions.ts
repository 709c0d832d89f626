import { chmodSync, lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Finding } from '../stores/sqlite/inspect/finding.ts'

const otherMayWrite = 0o022
const sticky = 0o1000

/** A file, with what SQLite put beside it, that others may read or write. */
export function checkFileModes(path: string): Finding[] {
  return ['', '-wal', '-shm'].flatMap((suffix) => checkMode(path + suffix, 0o600))
}

/** A path that gives others more than it should. */
export function checkMode(path: string, mode: number): Finding[] {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || (found.mode & 0o777 & ~mode) === 0) return []
  const message = `mode ${octal(found.mode)} should be ${octal(mode)}: others may reach it`
  return [{ check: 'permissions', severity: 'error', path, message }]
}

/** Checks the folder of a single file: a user who may write into it could put another file in its place. */
export function checkFolderOf(path: string): Finding[] {
  const folder = dirname(path)
  const { mode } = lstatSync(folder)
  if ((mode & otherMayWrite) === 0 || (mode & sticky) !== 0) return []
  const message = `mode ${octal(mode)} of the folder lets others put files in this one's place: tighten it by hand`
  return [{ check: 'permissions', severity: 'warning', path: folder, message }]
}

/** Takes from others what they should not have. */
export function tighten(findings: readonly Finding[]): void {
  for (const { check, severity, path } of findings) {
    if (check !== 'permissions' || severity !== 'error' || path === undefined) continue
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found !== undefined && !found.isSymbolicLink())
      chmodSync(path, found.mode & (found.isDirectory() ? 0o700 : 0o600))
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0')
}
