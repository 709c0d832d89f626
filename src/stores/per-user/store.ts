import { statSync } from 'node:fs'
import { MemoryError } from '../../core/errors.ts'
import type {
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  Session,
  SessionStart,
  Stats,
} from '../../core/model.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import {
  emptyPage,
  emptyReceipt,
  emptyStats,
  nothingFound,
  refuseWithoutSession,
} from '../../engine/rules/empty-answers.ts'
import type { Language } from '../../search/corpus.ts'
import type {
  CleanDraft,
  ContextRequest,
  ExportRecord,
  ListRequest,
  SearchAnswer,
  SearchRequest,
  Store,
  WriteContext,
} from '../../core/store.ts'
import { createFolder } from '../../paths/create-folder.ts'
import { requireThisRuntime } from '../sqlite/file/runtime.ts'
import type { SqliteStoreOptions } from '../sqlite/options.ts'
import { openSqliteStore, type SqliteStore } from '../sqlite/store.ts'
import { openFileLimit, openFilesWithin } from './open-files.ts'
import { Pool } from './pool.ts'
import { digestOf, inodeOf, pathOf, removeUserFile } from './user-files.ts'

export interface PerUserStoreOptions extends Omit<SqliteStoreOptions, 'owner' | 'searchCacheBytes'> {
  /** Files kept open at once. Default: what half of the process' limit of open files allows, at most 1,000. */
  readonly openFiles?: number
}

/**
 * Opens or creates a folder with one SQLite file for each user.
 *
 * Reading never creates a file. A file's name is a digest of its user's id, and the file says the same inside: one that
 * was put in another's place fails with `corrupt`.
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

/** Where a user's file is, or would be. */
interface Place {
  readonly digest: string
  readonly path: string
  readonly isPresent: () => boolean
}

/** A user's file as it was opened. */
interface UserFile {
  readonly store: SqliteStore
  readonly inode: number | null
  close(): Promise<void>
}

async function openUserFile(path: string, options: SqliteStoreOptions): Promise<UserFile> {
  const store = await openSqliteStore(path, options)
  return { store, inode: inodeOf(path), close: () => store.close() }
}

class PerUserStore implements Store {
  readonly language: Language
  readonly #folder: string
  readonly #files: Pool<UserFile>
  #closing: Promise<void> | null = null

  constructor(
    folder: string,
    { openFiles = openFilesWithin(openFileLimit()), ...options }: PerUserStoreOptions,
  ) {
    this.language = options.language ?? 'english'
    this.#folder = folder
    const open = (digest: string): Promise<UserFile> =>
      openUserFile(pathOf(folder, digest), { ...options, owner: digest })
    this.#files = new Pool(open, openFiles)
  }

  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult> {
    return this.#write(userId, (file) => file.saveObservation(userId, draft, at))
  }

  getObservation(userId: string, id: number): Promise<Observation | null> {
    return this.#ifPresent(userId, null, (file) => file.getObservation(userId, id))
  }

  searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer> {
    return this.#ifPresent(userId, nothingFound, (file) => file.searchObservations(userId, request))
  }

  listObservations(userId: string, request: ListRequest): Promise<ListPage> {
    return this.#ifPresent(userId, emptyPage(), (file) => file.listObservations(userId, request))
  }

  readTimeline(
    userId: string,
    id: number,
    window: { before: number; after: number },
  ): Promise<Observation[]> {
    return this.#ifPresent<Observation[]>(userId, [], (file) => file.readTimeline(userId, id, window))
  }

  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart> {
    return this.#write(userId, (file) => file.startSession(userId, at, context))
  }

  async endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session> {
    const session = await this.#ifPresent(userId, null, (file) => file.endSession(userId, summary, at))
    return session ?? refuseWithoutSession()
  }

  readStats(userId: string): Promise<Stats> {
    return this.#ifPresent(userId, emptyStats(), (file) => file.readStats(userId))
  }

  forgetObservation(userId: string, id: number): Promise<boolean> {
    return this.#ifPresent(userId, false, (file) => file.forgetObservation(userId, id))
  }

  /** Erases inside the file first, so that its bytes are overwritten, then removes it before anybody can open it. */
  async eraseUser(userId: string, at: { now: number }): Promise<ErasureReceipt> {
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

  async *exportUser(userId: string): AsyncGenerator<readonly ExportRecord[]> {
    this.#requireOpen()
    const { digest, isPresent } = this.#placeOf(userId)
    let isEmpty = true
    for await (const page of this.#files.stream(digest, ({ store }) => store.exportUser(userId), isPresent)) {
      isEmpty = false
      yield page
    }
    if (isEmpty) yield [{ kind: 'header', nextObservationId: 1 }]
  }

  importRecords(userId: string, records: readonly ExportRecord[], at: WriteContext): Promise<ImportCounts> {
    return this.#write(userId, (file) => file.importRecords(userId, records, at))
  }

  close(): Promise<void> {
    this.#closing ??= this.#files.closeAll()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  #placeOf(userId: string): Place {
    const digest = digestOf(userId)
    const path = pathOf(this.#folder, digest)
    return { digest, path, isPresent: () => inodeOf(path) !== null }
  }

  async #write<Result>(userId: string, work: (store: Store) => Promise<Result>): Promise<Result> {
    const place = this.#placeOf(userId)
    const mayCreate = (): boolean => {
      // Asked only because it refuses a symbolic link in the file's place.
      place.isPresent()
      return true
    }
    const done = await this.#use(place, async (store) => ({ result: await work(store) }), mayCreate)
    return done!.result
  }

  async #ifPresent<Result>(
    userId: string,
    nothing: Result,
    work: (store: Store) => Promise<Result>,
  ): Promise<Result> {
    const place = this.#placeOf(userId)
    return (await this.#use(place, work, place.isPresent)) ?? nothing
  }

  /** Where another process has erased the user, the file that is open here is no longer the user's: it is reopened. */
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

/** The same failure that a write into a retired file gives. */
function retired(): MemoryError {
  return new MemoryError('newer_schema', 'another process has replaced the file: try again')
}
