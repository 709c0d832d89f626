import type { ExportRecord, Store, UsersToSweep } from '../../core/store/store.ts'
import type { Language } from '../../search/corpus.ts'

/** Methods of a store that are one question and one answer. */
export type StoreMethod = Exclude<
  keyof Store,
  'language' | 'exportUser' | 'usersToSweep' | 'usersToEmbed' | 'close' | symbol
>

/** The arguments of a method, the user first. */
export type StoreInput<Name extends StoreMethod> = Parameters<Store[Name]>

/** The answer of a method. */
export type StoreAnswer<Name extends StoreMethod> = Awaited<ReturnType<Store[Name]>>

/** Every method by its name; the types require a new one here. */
const methods: Readonly<Record<StoreMethod, true>> = {
  saveObservation: true,
  saveObservations: true,
  updateObservation: true,
  getObservation: true,
  readHistory: true,
  getVersion: true,
  revertObservation: true,
  approveObservation: true,
  forgetVersion: true,
  searchObservations: true,
  readContext: true,
  listObservations: true,
  readTimeline: true,
  startSession: true,
  endSession: true,
  listSessions: true,
  getSession: true,
  updateSession: true,
  forgetSession: true,
  findMentions: true,
  readStats: true,
  readSettings: true,
  pauseMemory: true,
  resumeMemory: true,
  appendToThread: true,
  readThread: true,
  popFromThread: true,
  clearThread: true,
  listThreads: true,
  appendToJournal: true,
  readJournal: true,
  textsToEmbed: true,
  putVectors: true,
  countVectors: true,
  forgetObservation: true,
  forgetObservations: true,
  sweepUser: true,
  eraseUser: true,
  importRecords: true,
}

/** Names of all methods of a store that are one question and one answer. */
const storeMethods = Object.keys(methods) as readonly StoreMethod[]

/** Calls a method of a store by its name. */
export function callStore<Name extends StoreMethod>(
  store: Store,
  method: Name,
  input: StoreInput<Name>,
): Promise<StoreAnswer<Name>> {
  const call = store[method] as (...input: StoreInput<Name>) => Promise<StoreAnswer<Name>>
  return call.apply(store, input)
}

/** Has every method of a store; each goes through `forward`. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the loop below defines the methods
export interface ForwardingStore extends Pick<Store, StoreMethod> {}

/** A store that passes all calls through one function: to a transaction, a user's own file, or a thread. */
export abstract class ForwardingStore implements Store {
  /** Language that the index was built for. */
  abstract readonly language: Language

  /** Answers one call. */
  protected abstract forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>>

  /** Yields the user's memory as it was at one moment; see {@link Store.exportUser}. */
  abstract exportUser(userId: string, now: number): AsyncIterable<readonly ExportRecord[]>

  /** Lists users with something that may have expired; see {@link Store.usersToSweep}. */
  abstract usersToSweep(now: number, after: string | null): Promise<UsersToSweep>

  /** Lists users with observations that may have no vector; see {@link Store.usersToEmbed}. */
  abstract usersToEmbed(space: number, after: string | null): Promise<UsersToSweep>

  /** Releases everything; see {@link Store.close}. */
  abstract close(): Promise<void>

  /** Closes the store. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  static {
    for (const method of storeMethods) {
      Object.defineProperty(this.prototype, method, {
        value(this: ForwardingStore, ...input: StoreInput<typeof method>) {
          return this.forward(method, input)
        },
      })
    }
  }
}
