import type { ResourceLimits } from 'node:worker_threads'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { Language } from '../../search/corpus.ts'
import type { ExportRecord, SearchRequest, Store, UsersToSweep } from '../../core/store/store.ts'
import {
  ForwardingStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from '../../engine/port/forwarding-store.ts'
import { openFileLimit, openFilesWithin } from '../per-user/open-files.ts'
import type { PerUserStoreOptions } from '../per-user/store.ts'
import { digestOf } from '../per-user/user-files.ts'
import type { ExportPage, ThreadPlan } from './messages.ts'
import { packRequest, unpackAnswer, type PackedAnswer } from './packed-answer.ts'
import { StoreThread } from './store-thread.ts'

export interface WorkerStoreOptions extends PerUserStoreOptions {
  /** Size of the search cache of one file: see `Config.searchCacheBytes`. */
  readonly searchCacheBytes?: number
  /** Size of the cache of vectors of one file: see `Config.vectorCacheBytes`. */
  readonly vectorCacheBytes?: number
  /** One file for all users, or a folder with a file for each. */
  readonly kind: 'file' | 'folder'
  readonly path: string
  /** Threads that share a folder's users. One file always takes one thread. Default: 1. */
  readonly threads?: number
  /** Calls of one user that may be under way at once; one more fails with `busy`. Default: 256. */
  readonly mostInFlightPerUser?: number
  /** Upper bounds of each thread's memory. Default: Node's own. */
  readonly resourceLimits?: ResourceLimits
}

/**
 * Calls of one user inside the thread at once: enough to share a commit, few enough that a flood delays no other user.
 */
const mostInsidePerUser = 4
/** Calls of all users inside the thread at once: the most that one commit takes. */
const mostInside = 64

/**
 * Opens a SQLite store off the main thread, so that neither a commit nor a long search holds up the event loop.
 *
 * Errors: `invalid_input`, and those of the store that it opens.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(await openWorkerStore({ kind: 'folder', path: './memory', threads: 2 }))
 * ```
 */
export async function openWorkerStore(options: WorkerStoreOptions): Promise<Store> {
  const { threads = 1, mostInFlightPerUser = 256, resourceLimits = {} } = options
  if (!Number.isInteger(threads) || threads < 1) invalidInput('threads: must be a positive integer')
  if (!Number.isInteger(mostInFlightPerUser) || mostInFlightPerUser < 1)
    invalidInput('mostInFlightPerUser: must be a positive integer')
  const count = options.kind === 'file' ? 1 : threads
  const limits = { mostPerUser: mostInFlightPerUser, mostInsidePerUser, mostInside }
  const pool = Array.from(
    { length: count },
    () => new StoreThread(planOf(options, count), limits, resourceLimits),
  )
  const opened = await Promise.allSettled(pool.map((thread) => thread.open()))
  const failure = opened.find((outcome) => outcome.status === 'rejected')
  if (failure === undefined) return new WorkerStore(options.language ?? 'english', pool)
  await Promise.allSettled(pool.map((thread) => thread.close()))
  throw failure.reason
}

function planOf(
  { kind, path, language, busyTimeoutMs, searchCacheBytes, vectorCacheBytes, openFiles }: WorkerStoreOptions,
  count: number,
): ThreadPlan {
  const files = Math.max(1, Math.floor((openFiles ?? openFilesWithin(openFileLimit())) / count))
  return {
    kind,
    path,
    options: {
      language: language ?? 'english',
      ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
      ...(searchCacheBytes === undefined ? {} : { searchCacheBytes }),
      ...(vectorCacheBytes === undefined ? {} : { vectorCacheBytes }),
      ...(kind === 'folder' ? { openFiles: files } : {}),
    },
  }
}

class WorkerStore extends ForwardingStore {
  readonly language: Language
  readonly #threads: readonly StoreThread[]
  #lastExport = 0
  #closing: Promise<void> | null = null

  constructor(language: Language, threads: readonly StoreThread[]) {
    super()
    this.language = language
    this.#threads = threads
  }

  protected async forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    const [userId, second] = input
    const thread = this.#threadOf(userId)
    if (method !== 'searchObservations')
      return (await thread.call(userId, method, input)) as StoreAnswer<Name>
    const packed = await thread.call(userId, method, [userId, packRequest(second as SearchRequest)])
    return unpackAnswer(packed as PackedAnswer) as StoreAnswer<Name>
  }

  /** Reads one page after the caller has taken the page before, so that a slow reader fills no memory. */
  async *exportUser(userId: string, now: number): AsyncGenerator<readonly ExportRecord[]> {
    const thread = this.#threadOf(userId)
    const exportId = ++this.#lastExport
    let page = (await thread.call(userId, 'openExport', [exportId, userId, now])) as ExportPage
    try {
      while (page !== null) {
        yield page
        this.#requireOpen()
        page = (await thread.follow(userId, 'nextPage', [exportId])) as ExportPage
      }
    } finally {
      // Closing has cancelled the export already, and a thread that ended holds nothing.
      if (page !== null && this.#closing === null)
        await thread.follow(userId, 'cancelExport', [exportId]).catch(() => undefined)
    }
  }

  /** Asks one thread: a folder's users are those of all threads, and a file has one. */
  async usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return (await this.#threads[0]!.call('', 'usersToSweep', [now, after])) as UsersToSweep
  }

  async usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return (await this.#threads[0]!.call('', 'usersToEmbed', [space, after])) as UsersToSweep
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all(this.#threads.map((thread) => thread.close())).then(() => undefined)
    return this.#closing
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Returns the thread of a user: always the same, which keeps the user's writes in order. */
  #threadOf(userId: string): StoreThread {
    if (this.#threads.length === 1) return this.#threads[0]!
    const share = Number.parseInt(digestOf(userId).slice(0, 8), 16)
    return this.#threads[share % this.#threads.length]!
  }
}
