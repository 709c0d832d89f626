import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../../core/errors/errors.ts'
import { createFolder } from '../../core/paths/create-folder.ts'
import { fileFailure } from '../partial-file.ts'

/** Counts and times of a user at both places when the user was copied. They differ after nearly every write. */
export interface CopiedUser {
  readonly source: string
  readonly target: string
}

/** One line of the file. Without `copied` the copy of the user has begun; null tells that the user is erased. */
interface RecordLine {
  readonly user_id: string
  readonly copied?: CopiedUser | null
}

/**
 * Remembers the users that a copy has written, also for the next process: only what it wrote itself does a copy ever
 * replace or erase at the target. Without a file it remembers as long as the process lives.
 *
 * A user is noted before the first write. So a process that is killed on the way leaves no user that the next one takes
 * for the target's own.
 */
export class CopyRecord implements Disposable {
  readonly #users = new Map<string, CopiedUser | null>()
  readonly #path: string | null
  #file: number | null = null

  /** Reads the file, if it is there. Errors: `storage`, `corrupt` for a file of another kind. */
  constructor(path: string | null) {
    this.#path = path
    if (path === null || !existsSync(path)) return
    const lines = readText(path).split('\n')
    // The last line is incomplete where a process was killed while it wrote.
    for (const line of lines.slice(0, -1)) this.#keep(parseLine(line))
  }

  /** Users that a copy has begun to write. */
  get users(): Iterable<string> {
    return this.#users.keys()
  }

  /** True for a user that a copy has begun to write. */
  has(userId: string): boolean {
    return this.#users.has(userId)
  }

  /** Counts and times of a user who was copied wholly; null for others. */
  of(userId: string): CopiedUser | null {
    return this.#users.get(userId) ?? null
  }

  /** Notes that the copy of a user begins. */
  begin(userId: string): void {
    this.#add({ user_id: userId })
  }

  /** Notes that a user is copied wholly. */
  end(userId: string, copied: CopiedUser): void {
    this.#add({ user_id: userId, copied })
  }

  /** Notes that a user is gone from the target. */
  erase(userId: string): void {
    if (this.#users.has(userId)) this.#add({ user_id: userId, copied: null })
  }

  /** Forgets everything: from now on the target's users are its own. */
  remove(): void {
    this[Symbol.dispose]()
    this.#users.clear()
    if (this.#path !== null) rmSync(this.#path, { force: true })
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #keep({ user_id: userId, copied }: RecordLine): void {
    if (copied === null) this.#users.delete(userId)
    else this.#users.set(userId, copied ?? null)
  }

  #add(line: RecordLine): void {
    this.#keep(line)
    if (this.#path === null) return
    try {
      this.#file ??= openToAppend(this.#path)
      writeSync(this.#file, `${JSON.stringify(line)}\n`)
    } catch (error) {
      throw fileFailure(error)
    }
  }
}

function openToAppend(path: string): number {
  createFolder(dirname(path))
  const file = openSync(path, 'a', 0o600)
  // What a killed process left of its last line must not join with the next one.
  const text = readText(path)
  if (!text.endsWith('\n')) ftruncateSync(file, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
  return file
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw fileFailure(error)
  }
}

function parseLine(line: string): RecordLine {
  try {
    const value = JSON.parse(line) as Partial<RecordLine> | null
    if (typeof value?.user_id === 'string') return value as RecordLine
  } catch {
    // Told below.
  }
  throw new MemoryError('corrupt', 'the record of the copy is damaged, or a file of another kind')
}
