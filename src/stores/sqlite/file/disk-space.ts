import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../../../core/errors.ts'

/**
 * With less than this left, saves are refused, so that removing and emptying the log still find room. A save that sets
 * off a merge inside the index writes most: some hundred kilobytes.
 */
const mostReserved = 4 * 1024 * 1024
/** Of a disk so small that this is less. */
const reservedShare = 1 / 2
/** A log up to this length stays as it is when it was copied into the file, and is written again from its start. */
const keptLog = 256 * 1024
/** With less than this left, the log is copied into the file after each commit: then its room is used again. */
const scarce = 16 * 1024 * 1024

/** With this much left, nobody fills the disk until it is asked again, were it at 10 GB/s. */
const plenty = 1024 * 1024 * 1024
const askedAgainAfterMs = 100

/** How much room there is for one file and its log. */
export interface Room {
  /** Saves are to be refused. */
  readonly isFull: boolean
  /** The log is to be kept short. */
  readonly isScarce: boolean
  /** That much that it need not be asked for before each commit. */
  readonly isPlenty: boolean
}

const ample: Room = { isFull: false, isScarce: false, isPlenty: true }

/** Asks the file system, which takes microseconds: between two syncs ten of them. */
export function roomFor(path: string): Room {
  const rooms = [roomOnDisk(path), roomWithinLimit(path)]
  return {
    isFull: rooms.some((room) => room.isFull),
    isScarce: rooms.some((room) => room.isScarce),
    isPlenty: rooms.every((room) => room.isPlenty),
  }
}

/** Keeps an eye on the room for one file. */
export class RoomWatch {
  readonly #path: string
  #plentyUntil = 0

  constructor(path: string) {
    this.#path = path
  }

  /** As it is, or as it was a moment ago when there was plenty. */
  look(now: number = performance.now()): Room {
    if (now < this.#plentyUntil) return ample
    const room = roomFor(this.#path)
    this.#plentyUntil = room.isPlenty ? now + askedAgainAfterMs : 0
    return room
  }
}

/** The error of a write that there is no room for. */
export function storageFull(): MemoryError {
  return new MemoryError('storage_full', 'the disk is full: free some space and try again')
}

/** Errors: `storage_full` where a file that is not there yet would take the room that is kept for removing. */
export function requireRoomToCreate(path: string): void {
  if (!existsSync(path) && roomFor(path).isFull) throw storageFull()
}

function roomOnDisk(path: string): Room {
  const folder = dirname(path)
  try {
    const { bavail, blocks, bsize } = statfsSync(folder)
    // Some file systems do not say how large they are.
    return blocks > 0 ? roomOf(bavail * bsize, blocks * bsize) : ample
  } catch {
    // The folder of a file that is yet to be made may itself have to be made, in the one above it.
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

/** Whether the log is longer than what removing needs. */
export function isLogLong(path: string): boolean {
  return logSize(path) > keptLog
}

function logSize(path: string): number {
  return sizeOf(`${path}-wal`)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

let knownLimit: number | null = null

/** How large a file this process may write, where the system tells; `Infinity` for any size. */
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
