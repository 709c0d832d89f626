import { statSync } from 'node:fs'
import { MemoryError } from '../../core/errors/errors.ts'
import type { ErasureReceipt } from '../../core/model.ts'
import type { ExportRecord, Store, UsersToSweep } from '../../core/store/store.ts'
import { answerForAbsent } from '../../engine/absent-user.ts'
import {
  callStore,
  ForwardingStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from '../../engine/port/forwarding-store.ts'
import { emptyReceipt } from '../../engine/rules/empty-answers.ts'
import type { Language } from '../../search/corpus.ts'
import { createFolder } from '../../core/paths/create-folder.ts'
import { requireThisRuntime } from '../sqlite/file/runtime.ts'
import { CacheRoom } from '../sqlite/index/cache-room.ts'
import type { SqliteStoreOptions } from '../sqlite/options.ts'
import { openSqliteStore, type SqliteStore } from '../sqlite/store.ts'
import { idsToEmbedIn, idsToSweepIn } from '../sqlite/file/user-ids.ts'
import { openFileLimit, openFilesWithin } from './open-files.ts'
import { Pool } from './pool.ts'
import { digestsAfter } from './walk.ts'
import { digestOf, inodeOf, pathOf, removeUserFile } from './user-files.ts'

export interface PerUserStoreOptions extends Omit<
  SqliteStoreOptions,
  'owner' | 'cacheRoom' | 'vectorCacheBytes'
> {
  /** Files kept open at once. Default: as many as half of the process' limit of open files allows, at most 1,000. */
  readonly openFiles?: number
}

/**
 * Opens or creates a folder with one SQLite file for each user.
 *
 * Reading never creates a file. A file's name is a digest of its user's id, and the file holds the same digest inside.
 * A file that was moved to another user's place fails with `corrupt`.
 *
 * Errors: `unsupported_runtime`, `storage`. Those of one user's file come from that user's calls.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(await openPerUserStore('./memory'))
 * ```
 */
export async function openPerUserStore(folder: string, options: PerUserStoreOptions = {}): Promise<Store> {
  try {
    requireThisRuntime()
    createFolder(folder)
    if (!statSync(folder).isDirectory()) throw new Error('not a folder')
  } catch (error) {
    if (error instanceof MemoryError) throw error
    throw new MemoryError('storage', 'the folder cannot be created: check its path and permissions', {
      cause: error,
    })
  }
  return new PerUserStore(folder, options)
}

/** Place of a user's file, whether the file exists or not. */
interface Place {
  readonly digest: string
  readonly path: string
  readonly isPresent: () => boolean
  readonly mayCreate: () => boolean
}

/** An open file of one user, with the inode that it had when it was opened. */
interface UserFile {
  readonly store: SqliteStore
  readonly inode: number | null
  close(): Promise<void>
}

async function openUserFile(path: string, options: SqliteStoreOptions): Promise<UserFile> {
  const store = await openSqliteStore(path, options)
  return { store, inode: inodeOf(path), close: () => store.close() }
}

/** Methods that create a user. Each other one has an answer without a file. */
const creating: ReadonlySet<StoreMethod> = new Set([
  'saveObservation',
  'saveObservations',
  'startSession',
  'importRecords',
  'pauseMemory',
  'appendToThread',
])

/** Bytes of index data of all open files together. */
const defaultCacheBytes = 16 * 2 ** 20

/** Files that one page of users to sweep looks into. */
const filesInPage = 64

class PerUserStore extends ForwardingStore {
  readonly language: Language
  readonly #folder: string
  readonly #files: Pool<UserFile>
  #closing: Promise<void> | null = null

  constructor(
    folder: string,
    { openFiles = openFilesWithin(openFileLimit()), searchCacheBytes, ...options }: PerUserStoreOptions,
  ) {
    super()
    this.language = options.language ?? 'english'
    this.#folder = folder
    const cacheRoom = new CacheRoom(searchCacheBytes ?? defaultCacheBytes)
    const open = (digest: string): Promise<UserFile> =>
      openUserFile(pathOf(folder, digest), { ...options, cacheRoom, owner: digest })
    this.#files = new Pool(open, openFiles)
  }

  protected async forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    const [userId] = input
    if (method === 'eraseUser') {
      return (await this.#erase(...(input as StoreInput<'eraseUser'>))) as StoreAnswer<Name>
    }
    const place = this.#placeOf(userId)
    const mayOpen = creating.has(method) ? place.mayCreate : place.isPresent
    const work = async (store: Store): Promise<{ answer: StoreAnswer<Name> }> => ({
      answer: await callStore(store, method, input),
    })
    const done = await this.#use(place, work, mayOpen)
    return done === undefined ? answerForAbsent(method, input) : done.answer
  }

  /** Erases inside the file, so that its bytes are overwritten, then removes the file before another call opens it. */
  async #erase(userId: string, at: { now: number }): Promise<ErasureReceipt> {
    this.#requireOpen()
    const { digest, path, isPresent } = this.#placeOf(userId)
    let isRetired = false
    const erase = async ({ store }: UserFile): Promise<ErasureReceipt> => {
      const receipt = await store.eraseUser(userId, at)
      isRetired = await store.retire()
      return receipt
    }
    const remove = (): void => {
      if (isRetired) removeUserFile(path)
    }
    return (await this.#files.useLast(digest, erase, remove, isPresent)) ?? emptyReceipt(at.now)
  }

  async *exportUser(userId: string, now: number): AsyncGenerator<readonly ExportRecord[]> {
    this.#requireOpen()
    const { digest, isPresent } = this.#placeOf(userId)
    let isEmpty = true
    for await (const page of this.#files.stream(
      digest,
      ({ store }) => store.exportUser(userId, now),
      isPresent,
    )) {
      isEmpty = false
      yield page
    }
    if (isEmpty) yield [{ kind: 'header', nextObservationId: 1 }]
  }

  usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return this.#listUsers(after, (path) => idsToSweepIn(path, now))
  }

  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return this.#listUsers(after, (path) => idsToEmbedIn(path, space))
  }

  async #listUsers(after: string | null, idsIn: (path: string) => string[]): Promise<UsersToSweep> {
    this.#requireOpen()
    const digests = digestsAfter(this.#folder, after, filesInPage)
    const users = digests.flatMap((digest) => usersOf(pathOf(this.#folder, digest), idsIn))
    return { users, next: digests.length < filesInPage ? null : digests.at(-1)! }
  }

  close(): Promise<void> {
    this.#closing ??= this.#files.closeAll()
    return this.#closing
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  #placeOf(userId: string): Place {
    const digest = digestOf(userId)
    const path = pathOf(this.#folder, digest)
    const isPresent = (): boolean => inodeOf(path) !== null
    const mayCreate = (): boolean => {
      // This call refuses a symbolic link in the file's place.
      isPresent()
      return true
    }
    return { digest, path, isPresent, mayCreate }
  }

  /**
   * Runs `work` on the user's file. Where another process has erased the user, it opens the new file and tries again.
   */
  async #use<Result>(
    { digest, path }: Place,
    work: (store: Store) => Promise<Result>,
    mayOpen: () => boolean,
  ): Promise<Result | undefined> {
    this.#requireOpen()
    const workOnCurrent = async (file: UserFile): Promise<Result> => {
      if (file.inode !== inodeOf(path)) throw retired()
      return work(file.store)
    }
    try {
      return await this.#files.use(digest, workOnCurrent, mayOpen)
    } catch (error) {
      if (!(error instanceof MemoryError && error.code === 'newer_schema')) throw error
      await this.#files.drop(digest)
      return this.#files.use(digest, workOnCurrent, mayOpen)
    }
  }
}

/**
 * Lists the users of a file that a condition chooses. A damaged file keeps no other user waiting: the calls of its own
 * user tell of it, and `doctor`.
 */
function usersOf(path: string, idsIn: (path: string) => string[]): string[] {
  try {
    return inodeOf(path) === null ? [] : idsIn(path)
  } catch {
    return []
  }
}

/** Makes the error that a write into a retired file gives. */
function retired(): MemoryError {
  return new MemoryError('newer_schema', 'another process has replaced the file: try again')
}
