import crypto, { createHash, type Hash } from 'node:crypto'
import { invalidInput, MemoryError } from '../core/errors/errors.ts'
import { given } from '../core/input/given.ts'
import type { ILabMemory } from '../memory/ilab-memory.ts'
import type { ImportCounts } from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'

/** Source or target of a copy: a memory of any kind, or the user's own handle on one. */
export type UserPlace = ILabMemory | UserMemory

/** Progress of a copy. */
export interface CopyUserProgress {
  /** Users that are copied and verified. */
  readonly users: number
  /** Records of the present user that are read. */
  readonly records: number
}

/** Options of a copy. */
export interface CopyUserOptions {
  /**
   * Function that is called as the copy proceeds.
   * @default none
   */
  readonly onProgress?: ((progress: CopyUserProgress) => void) | null | undefined
}

/** Result of a copy: the records that it added, and the comparison afterwards. */
export interface CopyUserReport extends ImportCounts {
  /** True when both exports are the same to the byte; false where the target had memory of its own. */
  readonly isIdentical: boolean
}

/** Result of copies of several users. */
export interface CopyUsersReport extends ImportCounts {
  /** Users that were copied. */
  readonly users: number
  /** Users with the same memory at both places, to the byte. */
  readonly identicalUsers: number
}

/**
 * Copies one user's memory, as it is at this moment, into another memory with any kind of store. A second call finishes
 * an interrupted copy; records that are there already stay as they are.
 *
 * Verified by reading the target again: `storage` if anything is missing.
 *
 * Errors: `invalid_input`, `quota_exceeded`, `storage`, and those of both stores.
 *
 * @example
 * ```ts
 * await copyUser(await ILabMemory.fromPath('./memory.db'), await ILabMemory.fromDirectory('./memory'), 'ada')
 * ```
 */
export async function copyUser(
  from: UserPlace,
  to: UserPlace,
  userId: string,
  options: CopyUserOptions | null = {},
): Promise<CopyUserReport> {
  const { onProgress = () => undefined } = given(options)
  return copyOne(handleOf(from, userId), handleOf(to, userId), (records) => onProgress({ users: 0, records }))
}

/**
 * Copies many users, one after the other, each as {@link copyUser} does. It ends at the first that fails; calling again
 * goes through all of them and adds only what is missing.
 */
export async function copyUsers(
  from: ILabMemory,
  to: ILabMemory,
  userIds: Iterable<string> | AsyncIterable<string>,
  options: CopyUserOptions | null = {},
): Promise<CopyUsersReport> {
  const { onProgress = () => undefined } = given(options)
  const total = { users: 0, identicalUsers: 0, observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  for await (const userId of userIds) {
    const { users } = total
    const copied = await copyOne(from.forUser(userId), to.forUser(userId), (records) =>
      onProgress({ users, records }),
    )
    total.users++
    total.identicalUsers += copied.isIdentical ? 1 : 0
    for (const count of ['observations', 'sessions', 'threadItems', 'unchanged'] as const)
      total[count] += copied[count]
    onProgress({ users: total.users, records: 0 })
  }
  return total
}

/** The user's handle, where a whole memory was given. */
export function handleOf(place: UserPlace, userId: string): UserMemory {
  if ('forUser' in place) return place.forUser(userId)
  return place.userId === userId ? place : invalidInput('the handle is of another user than the one to copy')
}

async function copyOne(
  from: UserMemory,
  to: UserMemory,
  onRecords: (records: number) => void,
): Promise<CopyUserReport> {
  const source = new Fingerprint()
  const counts = await to.import(source.watch(from.export(), onRecords))
  const isIdentical = (await digestOf(to)) === source.digest()
  // Equal bytes hold the same records: only where they differ, the target is read once more.
  if (!isIdentical && !(await holdsAll(to, source.records)))
    throw new MemoryError(
      'storage',
      'the copy is not complete: records are missing at the target; copy again',
    )
  return { ...counts, isIdentical }
}

/** Digest of an export that passes by, with 16 bytes for each record. */
class Fingerprint {
  readonly #hash: Hash = createHash('sha256')
  readonly records = new Set<string>()

  /** Hands on what passes by. */
  async *watch(lines: AsyncIterable<string>, onRecords: (records: number) => void): AsyncGenerator<string> {
    let records = 0
    for await (const line of lines) {
      this.#hash.update(`${line}\n`)
      const identity = identityOf(line)
      if (identity !== null) this.records.add(identity)
      onRecords(++records)
      yield line
    }
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

async function digestOf(user: UserMemory): Promise<string> {
  const hash = createHash('sha256')
  for await (const line of user.export()) hash.update(`${line}\n`)
  return hash.digest('hex')
}

async function holdsAll(user: UserMemory, records: ReadonlySet<string>): Promise<boolean> {
  const missing = new Set(records)
  for await (const line of user.export()) missing.delete(identityOf(line) ?? '')
  return missing.size === 0
}

/** The fields of an observation or of an item that tell it from others. */
function identifying(record: Readonly<Record<string, unknown>>): unknown[] {
  const { kind, topic_key, type, title, content, thread, item, created_at } = record
  if (kind === 'thread_item') return [thread, item, created_at]
  return topic_key === null ? [null, type, title, content, created_at] : [topic_key]
}

/** Identity by which an import recognises a record: its session, its topic, or its whole text. */
function identityOf(line: string): string | null {
  const record = JSON.parse(line) as Record<string, unknown>
  const { kind } = record
  if (kind === 'header' || kind === 'settings') return null
  const said = kind === 'session' ? [record['id']] : identifying(record)
  return crypto.hash('sha256', JSON.stringify([kind, ...said]), 'base64').slice(0, 22)
}
