import { opendirSync, readdirSync, type Dirent } from 'node:fs'
import { join, sep } from 'node:path'

/** One entry in the folder of a per-user store. */
export interface Place {
  readonly path: string
  readonly kind: 'user file' | 'beside a user file' | 'folder' | 'symbolic link' | 'foreign'
  /** The digest in the name of a user's file. */
  readonly digest: string
}

/** Walks a per-user store's folder, one folder at a time, so that a large store does not fill the memory. */
export function* placesIn(folder: string, inside = ''): Generator<Place> {
  const directory = opendirSync(join(folder, inside))
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const name = join(inside, entry.name)
      const place = placeOf(folder, name, entry)
      yield place
      if (place.kind === 'folder') yield* placesIn(folder, name)
    }
  } finally {
    directory.closeSync()
  }
}

const userFile = /^([0-9a-f]{2})\/([0-9a-f]{2})\/(\1\2[0-9a-f]{60})\.db(-wal|-shm|-journal)?$/
const userFolder = /^[0-9a-f]{2}(\/[0-9a-f]{2})?$/

function placeOf(folder: string, name: string, entry: Dirent): Place {
  const path = join(folder, name)
  const plain = name.split(sep).join('/')
  if (entry.isSymbolicLink()) return { path, kind: 'symbolic link', digest: '' }
  if (entry.isDirectory() && userFolder.test(plain)) return { path, kind: 'folder', digest: '' }
  const [, , , digest = '', suffix] = entry.isFile() ? (userFile.exec(plain) ?? []) : []
  if (digest === '') return { path, kind: 'foreign', digest }
  return { path, kind: suffix === undefined ? 'user file' : 'beside a user file', digest }
}

/** Lists digests of users' files in ascending order, after one of them. */
export function digestsAfter(folder: string, after: string | null, limit: number): string[] {
  const last = after ?? ''
  const found: string[] = []
  for (const first of namesIn(folder, last.slice(0, 2))) {
    for (const second of namesIn(join(folder, first), first === last.slice(0, 2) ? last.slice(2, 4) : '')) {
      const names = namesIn(join(folder, first, second), '')
      const digests = names.flatMap((name) => digestIn(`${first}/${second}/${name}`))
      found.push(...digests.filter((digest) => digest > last))
      if (found.length >= limit) return found.slice(0, limit)
    }
  }
  return found
}

function digestIn(path: string): string[] {
  const [, , , digest, suffix] = userFile.exec(path) ?? []
  return digest === undefined || suffix !== undefined ? [] : [digest]
}

/** Names in a folder from a name on, in order; none where the folder is gone, or is none. */
function namesIn(folder: string, from: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name >= from)
      .toSorted()
  } catch {
    return []
  }
}

/** Lists the users' files of a folder. */
export function* userFilesIn(folder: string): Generator<Place> {
  for (const place of placesIn(folder)) if (place.kind === 'user file') yield place
}
