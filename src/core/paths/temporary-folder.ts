import { join } from 'node:path'
import { MemoryError } from '../errors/errors.ts'

/** Folders of this process that are still to be removed. */
const present = new Set<string>()

/** A private folder below the system's folder for temporary files, with the function that removes it. */
export interface TemporaryFolder {
  readonly path: string
  readonly remove: () => void
}

/** Makes a folder that only its owner can enter, removed at the latest when the process exits. Errors: `storage`. */
export function makeTemporaryFolder(): TemporaryFolder {
  const path = makeFolder()
  if (present.size === 0) process.on('exit', removeAll)
  present.add(path)
  return { path, remove: () => remove(path) }
}

function makeFolder(): string {
  try {
    const { tmpdir } = process.getBuiltinModule('node:os')
    return process.getBuiltinModule('node:fs').mkdtempSync(join(tmpdir(), 'ilab-memory-'))
  } catch (error) {
    throw new MemoryError('storage', 'no temporary folder can be made: check the folder that TMPDIR names', {
      cause: error,
    })
  }
}

function remove(path: string): void {
  process.getBuiltinModule('node:fs').rmSync(path, { recursive: true, force: true })
  present.delete(path)
  if (present.size === 0) process.off('exit', removeAll)
}

function removeAll(): void {
  for (const path of present) remove(path)
}
