import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreLocation } from './store-location.ts'

/** A folder of many users is not walked for each look at the metrics. */
const keptForMs = 60_000

/** Makes a function that counts the bytes of a store's files; null for a store that is no file or folder. */
export function storeBytes({ kind, place }: StoreLocation): (() => number) | null {
  if (kind !== 'file' && kind !== 'folder') return null
  const count = kind === 'file' ? () => bytesOfFile(place) : () => bytesOfFolder(place)
  let counted = { bytes: 0, at: -Infinity }
  return () => {
    const at = performance.now()
    if (at - counted.at > keptForMs) counted = { bytes: count(), at }
    return counted.bytes
  }
}

/** The file, its log and the log's index. */
function bytesOfFile(path: string): number {
  return ['', '-wal', '-shm'].reduce((sum, end) => sum + sizeOf(`${path}${end}`), 0)
}

function bytesOfFolder(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)
}

/** A file may be gone when it is looked at. */
function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true ? stats.size : 0
}
