import { invalidInput } from '../errors/errors.ts'
import { endsAsFolder, localPath, type PathLike, type PathUse } from './local-path.ts'

/** The caller of a path that must be of one kind. */
export interface PlaceUse extends PathUse {
  /** Advice for a path of the other kind, such as the function that takes it. */
  readonly otherwise: string
}

/** The absolute path of a file, which may not exist yet. Errors: `invalid_input`, also where it is a folder. */
export function filePath(given: unknown, use: PlaceUse): string {
  const path = localPath(given, use)
  const kind = kindAt(path)
  if (kind === 'other') refuseDevice(use)
  if (endsAsFolder(given as PathLike) || kind === 'folder')
    invalidInput(`${use.name}: this is a folder, not a file; ${use.otherwise}`)
  return path
}

/** The absolute path of a folder, which may not exist yet. Errors: `invalid_input`, also where it is a file. */
export function folderPath(given: unknown, use: PlaceUse): string {
  const path = localPath(given, use)
  const kind = kindAt(path)
  if (kind === 'other') refuseDevice(use)
  if (kind === 'file') invalidInput(`${use.name}: this is a file, not a folder; ${use.otherwise}`)
  return path
}

function refuseDevice({ name }: PlaceUse): never {
  return invalidInput(`${name}: this is a device, a pipe or a socket, which keeps nothing; pass another path`)
}

/** Looks up the kind of a path; null where there is nothing, or where it cannot be seen: opening then says why. */
export function kindAt(path: string): 'file' | 'folder' | 'other' | null {
  // Loaded by the call: an import would be a third of the time to load the library.
  const { statSync } = process.getBuiltinModule('node:fs')
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return null
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other'
  } catch {
    return null
  }
}
