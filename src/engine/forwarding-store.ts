import type {
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  Session,
  SessionMention,
  SessionPage,
  SessionStart,
  Stats,
  MemorySettings,
} from '../core/model.ts'
import type { ExportRecord, SearchAnswer, Store } from '../core/store.ts'
import type { Language } from '../search/corpus.ts'

/** Methods of a store that are one question and one answer. */
export type StoreMethod = Exclude<keyof Store, 'language' | 'exportUser' | 'close' | symbol>

/** The arguments of a method, the user first. */
export type StoreInput<Name extends StoreMethod> = Parameters<Store[Name]>

/** The answer of a method. */
export type StoreAnswer<Name extends StoreMethod> = Awaited<ReturnType<Store[Name]>>

/** Calls a method of a store by its name. */
export function callStore<Name extends StoreMethod>(
  store: Store,
  method: Name,
  input: StoreInput<Name>,
): Promise<StoreAnswer<Name>> {
  const call = store[method] as (...input: StoreInput<Name>) => Promise<StoreAnswer<Name>>
  return call.apply(store, input)
}

/** A store that hands each call to another one: to a user's own file, or to a thread. */
export abstract class ForwardingStore implements Store {
  /** Language that the index was built for. */
  abstract readonly language: Language

  /** Hands one call on. */
  protected abstract forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>>

  /** Yields the user's memory as it was at one moment; see {@link Store.exportUser}. */
  abstract exportUser(userId: string): AsyncIterable<readonly ExportRecord[]>

  /** Releases everything; see {@link Store.close}. */
  abstract close(): Promise<void>

  /** Saves a draft; see {@link Store.saveObservation}. */
  saveObservation(...input: StoreInput<'saveObservation'>): Promise<SaveResult> {
    return this.forward('saveObservation', input)
  }

  /** Changes an observation; see {@link Store.updateObservation}. */
  updateObservation(...input: StoreInput<'updateObservation'>): Promise<SaveResult | null> {
    return this.forward('updateObservation', input)
  }

  /** Reads one observation; see {@link Store.getObservation}. */
  getObservation(...input: StoreInput<'getObservation'>): Promise<Observation | null> {
    return this.forward('getObservation', input)
  }

  /** Searches; see {@link Store.searchObservations}. */
  searchObservations(...input: StoreInput<'searchObservations'>): Promise<SearchAnswer> {
    return this.forward('searchObservations', input)
  }

  /** Lists a page; see {@link Store.listObservations}. */
  listObservations(...input: StoreInput<'listObservations'>): Promise<ListPage> {
    return this.forward('listObservations', input)
  }

  /** Reads an observation and its neighbours; see {@link Store.readTimeline}. */
  readTimeline(...input: StoreInput<'readTimeline'>): Promise<Observation[]> {
    return this.forward('readTimeline', input)
  }

  /** Continues or opens a session; see {@link Store.startSession}. */
  startSession(...input: StoreInput<'startSession'>): Promise<SessionStart> {
    return this.forward('startSession', input)
  }

  /** Closes the active session; see {@link Store.endSession}. */
  endSession(...input: StoreInput<'endSession'>): Promise<Session> {
    return this.forward('endSession', input)
  }

  /** Lists a page of sessions; see {@link Store.listSessions}. */
  listSessions(...input: StoreInput<'listSessions'>): Promise<SessionPage> {
    return this.forward('listSessions', input)
  }

  /** Reads one session; see {@link Store.getSession}. */
  getSession(...input: StoreInput<'getSession'>): Promise<Session | null> {
    return this.forward('getSession', input)
  }

  /** Changes a summary; see {@link Store.updateSession}. */
  updateSession(...input: StoreInput<'updateSession'>): Promise<Session | null> {
    return this.forward('updateSession', input)
  }

  /** Removes a session; see {@link Store.forgetSession}. */
  forgetSession(...input: StoreInput<'forgetSession'>): Promise<boolean> {
    return this.forward('forgetSession', input)
  }

  /** Finds sessions that tell of an observation; see {@link Store.findMentions}. */
  findMentions(...input: StoreInput<'findMentions'>): Promise<SessionMention[]> {
    return this.forward('findMentions', input)
  }

  /** Counts what the user has; see {@link Store.readStats}. */
  readStats(...input: StoreInput<'readStats'>): Promise<Stats> {
    return this.forward('readStats', input)
  }

  /** Reads the user's switches; see {@link Store.readSettings}. */
  readSettings(...input: StoreInput<'readSettings'>): Promise<MemorySettings> {
    return this.forward('readSettings', input)
  }

  /** Changes the user's switches; see {@link Store.pauseMemory}. */
  pauseMemory(...input: StoreInput<'pauseMemory'>): Promise<MemorySettings> {
    return this.forward('pauseMemory', input)
  }

  /** Turns everything on again; see {@link Store.resumeMemory}. */
  resumeMemory(...input: StoreInput<'resumeMemory'>): Promise<MemorySettings> {
    return this.forward('resumeMemory', input)
  }

  /** Removes one observation; see {@link Store.forgetObservation}. */
  forgetObservation(...input: StoreInput<'forgetObservation'>): Promise<boolean> {
    return this.forward('forgetObservation', input)
  }

  /** Removes the user; see {@link Store.eraseUser}. */
  eraseUser(...input: StoreInput<'eraseUser'>): Promise<ErasureReceipt> {
    return this.forward('eraseUser', input)
  }

  /** Adds records; see {@link Store.importRecords}. */
  importRecords(...input: StoreInput<'importRecords'>): Promise<ImportCounts> {
    return this.forward('importRecords', input)
  }

  /** Closes the store. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
