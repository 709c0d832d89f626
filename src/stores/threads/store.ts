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
import type { PerUserStoreOptions } from '../per-user/store.ts'
import { digestOf } from '../per-user/user-files.ts'
import type { ExportPage, ThreadPlan } from './messages.ts'
import { packRequest, unpackAnswer, type PackedAnswer } from './packed-answer.ts'
import { callKinds } from './call-kinds.ts'
import { StoreThread } from './store-thread.ts'
import { planOf, readerPlan } from './thread-plans.ts'

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
  /** Connections that only read one file, each in a thread of its own, beside the one that writes. Default: 0. */
  readonly readers?: number
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
  const { kind, threads = 1, readers: readerCount = 0 } = options
  const { mostInFlightPerUser = 256, resourceLimits = {}, language = 'english' } = options
  requireCounts({ kind, threads, readers: readerCount, mostInFlightPerUser })
  const limits = { mostPerUser: mostInFlightPerUser, mostInsidePerUser, mostInside }
  const threadsOf = (length: number, plan: (length: number) => ThreadPlan): StoreThread[] =>
    Array.from({ length }, () => new StoreThread(plan(length), limits, resourceLimits))
  const writers = threadsOf(kind === 'file' ? 1 : threads, (length) => planOf(options, length))
  const readers = threadsOf(readerCount, (length) => readerPlan(options, length))
  try {
    await openAll(writers)
    // A reader opens a file that is there and of this version.
    await openAll(readers)
  } catch (error) {
    await Promise.allSettled([...readers, ...writers].map((thread) => thread.close()))
    throw error
  }
  return new WorkerStore(language, writers, readers)
}

type Counts = Required<Pick<WorkerStoreOptions, 'kind' | 'threads' | 'readers' | 'mostInFlightPerUser'>>

function requireCounts({ kind, threads, readers, mostInFlightPerUser }: Counts): void {
  if (!Number.isInteger(threads) || threads < 1) invalidInput('threads: must be a positive integer')
  if (!Number.isInteger(readers) || readers < 0) invalidInput('readers: must be 0 or more')
  if (readers > 0 && kind === 'folder') invalidInput('readers: only one file has them')
  if (!Number.isInteger(mostInFlightPerUser) || mostInFlightPerUser < 1)
    invalidInput('mostInFlightPerUser: must be a positive integer')
}

async function openAll(threads: readonly StoreThread[]): Promise<void> {
  const opened = await Promise.allSettled(threads.map((thread) => thread.open()))
  const failure = opened.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

class WorkerStore extends ForwardingStore {
  readonly language: Language
  readonly #writers: readonly StoreThread[]
  readonly #readers: readonly StoreThread[]
  #lastExport = 0
  #closing: Promise<void> | null = null

  constructor(language: Language, writers: readonly StoreThread[], readers: readonly StoreThread[]) {
    super()
    this.language = language
    this.#writers = writers
    this.#readers = readers
  }

  protected async forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    const [userId, second] = input
    const kind = callKinds[method]
    const thread = kind === 'reads' ? this.#readerOf(userId) : this.#writerOf(userId)
    if (method === 'searchObservations') {
      const packed = await thread.call(userId, method, [userId, packRequest(second as SearchRequest)])
      return unpackAnswer(packed as PackedAnswer) as StoreAnswer<Name>
    }
    const answer = (await thread.call(userId, method, input)) as StoreAnswer<Name>
    if (kind === 'removes') await this.#forgetInReaders()
    return answer
  }

  /** Returns when no reader keeps anything of what was removed. One that has ended keeps nothing. */
  async #forgetInReaders(): Promise<void> {
    if (this.#closing !== null) return
    await Promise.allSettled(this.#readers.map((reader) => reader.follow('', 'forgetAll', [])))
  }

  /** Reads one page after the caller has taken the page before, so that a slow reader fills no memory. */
  async *exportUser(userId: string, now: number): AsyncGenerator<readonly ExportRecord[]> {
    const thread = this.#writerOf(userId)
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
    return (await this.#writers[0]!.call('', 'usersToSweep', [now, after])) as UsersToSweep
  }

  async usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return (await this.#writers[0]!.call('', 'usersToEmbed', [space, after])) as UsersToSweep
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Closes all at once; the files of writers last, so that their last connection empties the log. */
  async #close(): Promise<void> {
    const ended = Promise.all(this.#readers.map((reader) => reader.close()))
    await Promise.all([ended, ...this.#writers.map((writer) => writer.close(ended))])
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Returns the thread that writes for a user: always the same, which keeps the user's writes in order. */
  #writerOf(userId: string): StoreThread {
    return ofUser(this.#writers, userId)
  }

  /** Returns the thread that reads for a user: always the same, which has the user's part of the cache. */
  #readerOf(userId: string): StoreThread {
    return ofUser(this.#readers.length === 0 ? this.#writers : this.#readers, userId)
  }
}

function ofUser(threads: readonly StoreThread[], userId: string): StoreThread {
  if (threads.length === 1) return threads[0]!
  const share = Number.parseInt(digestOf(userId).slice(0, 8), 16)
  return threads[share % threads.length]!
}
