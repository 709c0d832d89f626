import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { logSize } from './disk-space.ts'

/** Most pages that are kept: reading more of them one by one takes longer than reading the whole file. */
const mostPages = 16_384
const logHeaderBytes = 32
const frameHeaderBytes = 24
/** Frames that one read takes in: most commits of one write have fewer. */
const framesInRead = 24

/** Smallest file that is followed: a smaller one is read as a whole in some milliseconds. */
const usualLeastBytes = 16 * 2 ** 20

/** Changes of a file between two passes. */
interface Changes {
  /** Numbers of the pages that changed, in order; null: unknown. */
  readonly pages: readonly number[] | null
  /** False where it is certain that no other connection has changed the file. */
  readonly mayBeOfOthers: boolean
}

/** State that is kept while the changes of a file are followed. */
interface Following {
  readonly pages: Set<number>
  /** Changes when another connection commits. */
  readonly dataVersion: number
  /** Both salts of the log, which change when it begins anew; null: no commit was seen yet. */
  salts: bigint | null
  /** Frames of the log up to the last commit that was seen. */
  frames: number
}

/**
 * Follows which pages of a file change, so that the pass after a removal reads those alone. Every change goes through
 * SQLite's log, which names its page. See https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
 *
 * What is not certain counts as unknown, and the next pass reads the whole file: so it is after a commit of another
 * connection, which may have begun the log anew before it was read here.
 */
export class ChangedPages {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #leastBytes: number
  #dataVersion: StatementSync | null = null
  #following: Following | null = null
  /** Data version at the beginning of the last pass; null: there was none, or it failed. */
  #passVersion: number | null = null

  constructor(database: DatabaseSync, path: string, leastBytes = usualLeastBytes) {
    this.#database = database
    this.#path = path
    this.#leastBytes = leastBytes
  }

  /** Returns what changed since the last call, and follows anew. Call it as a pass begins, while the log is empty. */
  begin(): Changes {
    const before = this.#following
    const dataVersion = this.#readDataVersion()
    const mayBeOfOthers = this.#passVersion !== dataVersion
    this.#passVersion = dataVersion
    this.#following =
      logSize(this.#path) === 0 ? { pages: new Set(), dataVersion, salts: null, frames: 0 } : null
    if (before === null || before.dataVersion !== dataVersion) return { pages: null, mayBeOfOthers }
    return { pages: [...before.pages].toSorted((a, b) => a - b), mayBeOfOthers }
  }

  /** Tells that a pass has ended. A small file is not followed until the next one. */
  end(): void {
    if (statSync(this.#path).size < this.#leastBytes) this.#following = null
  }

  /** Forgets what changed. Call it where a pass or a commit failed: what it wrote is not known then. */
  stop(): void {
    this.#following = null
    this.#passVersion = null
  }

  /** Reads which pages a commit of this connection changed. Call it after each one, before anything else is done. */
  noteCommit(): void {
    const following = this.#following
    if (following === null) return
    if (!this.#isCertain(following) || following.pages.size > mostPages) this.#following = null
  }

  #isCertain(following: Following): boolean {
    try {
      return this.#readCommit(following) && following.dataVersion === this.#readDataVersion()
    } catch {
      // The write itself has succeeded or failed already.
      return false
    }
  }

  /** Reads one commit from the log, after the last one that was seen. False where it may have been missed. */
  #readCommit(following: Following): boolean {
    const log = openSync(`${this.#path}-wal`, 'r')
    try {
      const header = readAt(log, 0, logHeaderBytes)
      // Another connection has emptied the log, or the first transaction after that changed nothing.
      if (header.length < logHeaderBytes) return false
      const salts = header.readBigUInt64BE(16)
      const isAnew = salts !== following.salts
      if (isAnew) Object.assign(following, { salts, frames: 0 })
      // In a log that goes on, no commit is one that changed nothing.
      return addPages(log, header.readUInt32BE(8), following) || !isAnew
    } finally {
      closeSync(log)
    }
  }

  #readDataVersion(): number {
    this.#dataVersion ??= this.#database.prepare('pragma data_version')
    return Number(this.#dataVersion.get()?.['data_version'])
  }
}

/**
 * Adds the pages of the next commit of the log; false where there is none. Frames behind it are not read: they are of an
 * earlier log, or of another connection.
 */
function addPages(log: number, pageSize: number, following: Following): boolean {
  const frameBytes = frameHeaderBytes + pageSize
  const pages: number[] = []
  for (let frame = following.frames; ;) {
    const bytes = readAt(log, logHeaderBytes + frame * frameBytes, framesInRead * frameBytes)
    for (let at = 0; at < framesInRead * frameBytes; at += frameBytes, frame++) {
      if (at + frameBytes > bytes.length || bytes.readBigUInt64BE(at + 8) !== following.salts) return false
      pages.push(bytes.readUInt32BE(at))
      // The last frame of a commit tells the size of the file.
      if (bytes.readUInt32BE(at + 4) === 0) continue
      for (const page of pages) following.pages.add(page)
      following.frames = frame + 1
      return true
    }
  }
}

/** Bytes of the last read. Memory of its own for each read would take longer than the read. */
let lastRead = Buffer.alloc(0)

function readAt(descriptor: number, position: number, length: number): Buffer {
  if (lastRead.length < length) lastRead = Buffer.alloc(length)
  return lastRead.subarray(0, readSync(descriptor, lastRead, 0, length, position))
}
