import { readFileSync } from 'node:fs'

/** File descriptors of one open SQLite file: the file, its log and the log's index. */
const descriptorsPerFile = 3
/** Share of the process' limit for users' files. The rest is for the application's sockets and files. */
const shareOfLimit = 0.5
const limitWhereUnknown = 256
const mostFiles = 1_000

/** Returns how many users' files a process may keep open under its limit of open files. */
export function openFilesWithin(limit: number): number {
  return Math.min(mostFiles, Math.max(1, Math.floor((limit * shareOfLimit) / descriptorsPerFile)))
}

/** Reads this process' limit of open files; a careful guess where the system does not tell. */
export function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return soft === undefined ? limitWhereUnknown : Number(soft)
  } catch {
    return limitWhereUnknown
  }
}
