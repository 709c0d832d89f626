import type {
  BatchOptions,
  Changes,
  Compact,
  ContextOptions,
  Draft,
  ErasureReceipt,
  ForgetOptions,
  Forgotten,
  ForgottenCount,
  FoundObservation,
  GetOptions,
  HistoryOptions,
  HistoryPage,
  ImportCounts,
  JournalOptions,
  JournalPage,
  ListOptions,
  ListPage,
  ListSessionsOptions,
  MemoryContext,
  ListThreadsOptions,
  MemorySettings,
  Observation,
  ObservationFilter,
  ObservationRef,
  PauseOptions,
  SaveOptions,
  SaveResult,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionChanges,
  SessionOptions,
  SessionPage,
  SessionStart,
  SessionStartOptions,
  Stats,
  Thread,
  ThreadListPage,
  SummaryOptions,
  TimelineOptions,
  UpdateOptions,
} from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { Connection } from '../connection/connection.ts'
import * as history from './history.ts'
import * as governance from './governance.ts'
import * as observations from './observations.ts'
import { bind, type RemoteBinding } from './remote-binding.ts'
import * as search from './search.ts'
import * as sessions from './sessions.ts'
import * as threads from './threads.ts'
import * as transfer from './transfer.ts'

/** One user's memory on a server: a `UserMemory` with calls that can be aborted. */
export interface RemoteUserMemory extends UserMemory {
  /** Returns a handle on the same memory. Its calls end when `signal` aborts, and reject with its reason. */
  withSignal(signal: AbortSignal): RemoteUserMemory
}

/** Checks what would not survive the way over the wire, and hands on; the server decides about everything else. */
export class RemoteHandle implements RemoteUserMemory {
  readonly userId: string
  readonly #connection: Connection
  readonly #signals: readonly AbortSignal[]
  readonly #binding: RemoteBinding

  /** @param userId - already checked by `requireUserId` */
  constructor(connection: Connection, userId: string, signals: readonly AbortSignal[]) {
    this.userId = userId
    this.#connection = connection
    this.#signals = signals
    this.#binding = bind(connection, userId, signals)
  }

  withSignal(signal: AbortSignal): RemoteUserMemory {
    return new RemoteHandle(this.#connection, this.userId, [...this.#signals, signal])
  }

  startSession(options?: SessionStartOptions | null): Promise<SessionStart> {
    return sessions.start(this.#binding, options)
  }

  endSession(summary: string, options?: SessionOptions | null): Promise<Session> {
    return sessions.end(this.#binding, summary, options)
  }

  summarizeSession(summary: string, options?: SummaryOptions | null): Promise<SaveResult> {
    return sessions.summarize(this.#binding, summary, options)
  }

  listSessions(options?: ListSessionsOptions | null): Promise<SessionPage> {
    return sessions.list(this.#binding, options)
  }

  getSession(sessionId: string): Promise<Session | null> {
    return sessions.get(this.#binding, sessionId)
  }

  updateSession(sessionId: string, changes: SessionChanges): Promise<Session | null> {
    return sessions.update(this.#binding, sessionId, changes)
  }

  forgetSession(sessionId: string): Promise<boolean> {
    return sessions.forget(this.#binding, sessionId)
  }

  save(drafts: readonly Draft[], options?: BatchOptions | null): Promise<SaveResult[]>
  save(draft: Draft, options?: SaveOptions | null): Promise<SaveResult>
  save(input: Draft | readonly Draft[], options?: SaveOptions | null): Promise<SaveResult | SaveResult[]> {
    return observations.save(this.#binding, input, options)
  }

  update(ref: ObservationRef, changes: Changes, options?: UpdateOptions | null): Promise<SaveResult | null> {
    return observations.update(this.#binding, ref, changes, options)
  }

  approve(ref: ObservationRef, options?: UpdateOptions | null): Promise<SaveResult | null> {
    return observations.approve(this.#binding, ref, options)
  }

  forget(ref: ObservationRef, options: ForgetOptions & { explain: true }): Promise<Forgotten>
  forget(ref: ObservationRef, options?: (ForgetOptions & { explain?: false | null }) | null): Promise<boolean>
  forget(ref: ObservationRef, options?: ForgetOptions | null): Promise<boolean | Forgotten> {
    return observations.forget(this.#binding, ref, options)
  }

  forgetAll(filter: ObservationFilter): Promise<ForgottenCount> {
    return observations.forgetAll(this.#binding, filter)
  }

  search(
    query: string,
    options: SearchOptions & { explain: true; full: true },
  ): Promise<SearchExplanation<FoundObservation>>
  search(
    query: string,
    options: SearchOptions & { explain: true; full?: false | null | undefined },
  ): Promise<SearchExplanation>
  search(
    query: string,
    options: SearchOptions & { full: true; explain?: false | null | undefined },
  ): Promise<FoundObservation[]>
  search(
    query: string,
    options?:
      | (SearchOptions & { explain?: false | null | undefined; full?: false | null | undefined })
      | null,
  ): Promise<Compact[]>
  search(query: string, options?: SearchOptions | null): Promise<SearchExplanation | Compact[]> {
    return search.search(this.#binding, query, options)
  }

  get(ref: ObservationRef, options?: GetOptions | null): Promise<Observation | null> {
    return history.get(this.#binding, ref, options)
  }

  history(ref: ObservationRef, options?: HistoryOptions | null): Promise<HistoryPage> {
    return history.list(this.#binding, ref, options)
  }

  revert(ref: ObservationRef, revision: number, options?: UpdateOptions | null): Promise<SaveResult | null> {
    return history.revert(this.#binding, ref, revision, options)
  }

  timeline(ref: ObservationRef, options?: TimelineOptions | null): Promise<Observation[]> {
    return search.timeline(this.#binding, ref, options)
  }

  list(options?: ListOptions | null): Promise<ListPage> {
    return search.list(this.#binding, options)
  }

  context(options?: ContextOptions | null): Promise<MemoryContext> {
    return search.context(this.#binding, options)
  }

  stats(): Promise<Stats> {
    return search.stats(this.#binding)
  }

  pause(options?: PauseOptions | null): Promise<MemorySettings> {
    return governance.pause(this.#binding, options)
  }

  resume(): Promise<MemorySettings> {
    return governance.resume(this.#binding)
  }

  settings(): Promise<MemorySettings> {
    return governance.settings(this.#binding)
  }

  thread(name: string): Thread {
    return new threads.RemoteThread(this.#binding, name)
  }

  listThreads(options?: ListThreadsOptions | null): Promise<ThreadListPage> {
    return threads.list(this.#binding, options)
  }

  journal(options?: JournalOptions | null): Promise<JournalPage> {
    return governance.journal(this.#binding, options)
  }

  erase(): Promise<ErasureReceipt> {
    return governance.erase(this.#binding)
  }

  export(): AsyncIterable<string> {
    return transfer.readLines(this.#binding)
  }

  import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts> {
    return transfer.addLines(this.#binding, lines)
  }
}
