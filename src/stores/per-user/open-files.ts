import { readFileSync } from 'node:fs'

/** An open file of SQLite takes three descriptors: itself, its log, the log's index. */
const descriptorsPerFile = 3
/** The rest is for the application: sockets, its own files. */
const shareOfLimit = 0.5
const limitWhereUnknown = 256
const mostFiles = 1_000

/** How many users' files a process may keep open, from its limit of open files. */
export function openFilesWithin(limit: number): number {
  return Math.min(mostFiles, Math.max(1, Math.floor((limit * shareOfLimit) / descriptorsPerFile)))
}

/** This process' limit of open files, where the system tells. */
export function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return soft === undefined ? limitWhereUnknown : Number(soft)
  } catch {
    return limitWhereUnknown
  }
}
