import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder for the running test alone, removed after it. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A path for a database file in a folder of its own. */
export function freshPath(): string {
  return join(freshFolder(), 'memory.db')
}
