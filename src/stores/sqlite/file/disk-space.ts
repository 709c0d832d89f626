import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../../../core/errors/errors.ts'

/**
 * Reserved bytes: with less room than this, saves are refused, so that removing and emptying the log still find room.
 * The largest write is a save that sets off a merge inside the index: some hundred kilobytes.
 */
const mostReserved = 4 * 1024 * 1024
/** Reserved share of a disk that is too small for {@link mostReserved}. */
const reservedShare = 1 / 2
/** Longest log that stays as it is after a copy into the file; SQLite then writes it again from its start. */
const keptLog = 256 * 1024
/**
 * With less room than this, each commit is followed by copying the log into the file, so that its room is used again.
 */
const scarce = 16 * 1024 * 1024

/** Room that no program fills before the next look at it, even at 10 GB/s. */
const plenty = 1024 * 1024 * 1024
const askedAgainAfterMs = 100

/** Room that is left for one file and its log. */
export interface Room {
  /** True when saves must be refused. */
  readonly isFull: boolean
  /** True when the log must be kept short. */
  readonly isScarce: boolean
  /** True when the room need not be checked before each commit. */
  readonly isPlenty: boolean
}

const ample: Room = { isFull: false, isScarce: false, isPlenty: true }

/** Asks the file system, which takes microseconds: a small part of a commit. */
export function roomFor(path: string): Room {
  const rooms = [roomOnDisk(path), roomWithinLimit(path)]
  return {
    isFull: rooms.some((room) => room.isFull),
    isScarce: rooms.some((room) => room.isScarce),
    isPlenty: rooms.every((room) => room.isPlenty),
  }
}

/** Watches the room for one file. */
export class RoomWatch {
  readonly #path: string
  #plentyUntil = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Returns the room as it is now; while it is plenty, the answer may be a moment old. */
  look(now: number = performance.now()): Room {
    if (now < this.#plentyUntil) return ample
    const room = roomFor(this.#path)
    this.#plentyUntil = room.isPlenty ? now + askedAgainAfterMs : 0
    return room
  }
}

/** Makes the error of a write that finds no room. */
export function storageFull(): MemoryError {
  return new MemoryError('storage_full', 'the disk is full: free some space and try again')
}

/** Refuses to create a file in the reserved room. Errors: `storage_full`. */
export function requireRoomToCreate(path: string): void {
  if (!existsSync(path) && roomFor(path).isFull) throw storageFull()
}

function roomOnDisk(path: string): Room {
  const folder = dirname(path)
  try {
    const { bavail, blocks, bsize } = statfsSync(folder)
    // Some file systems do not report their size.
    return blocks > 0 ? roomOf(bavail * bsize, blocks * bsize) : ample
  } catch {
    // The folder may not exist yet; then the one above it answers.
    return folder === path || existsSync(folder) ? ample : roomOnDisk(folder)
  }
}

function roomWithinLimit(path: string): Room {
  const limit = fileSizeLimit()
  if (limit === Infinity) return ample
  return roomOf(limit - Math.max(sizeOf(path), logSize(path)), limit)
}

function roomOf(left: number, total: number): Room {
  return {
    isFull: left < Math.min(mostReserved, total * reservedShare),
    isScarce: left < scarce,
    isPlenty: left >= plenty,
  }
}

/** True if the log is longer than removing needs. */
export function isLogLong(path: string): boolean {
  return logSize(path) > keptLog
}

/** Returns the bytes of a file's log; 0 where there is none. */
export function logSize(path: string): number {
  return sizeOf(`${path}-wal`)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

let knownLimit: number | null = null

/** Returns the size limit for files of this process, where the system tells; `Infinity` for no limit. */
function fileSizeLimit(): number {
  knownLimit ??= readFileSizeLimit()
  return knownLimit
}

function readFileSizeLimit(): number {
  try {
    const soft = /^Max file size\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}
