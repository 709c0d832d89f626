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
import type { Store } from '../../core/store/store.ts'
import { searchAsText, type SearchesAsText, type UserMemory } from '../../core/user-memory.ts'
import type { ResolvedConfig } from '../config/config.ts'
import { bind, type Binding } from './binding.ts'
import * as prompt from './context.ts'
import * as history from './history.ts'
import * as governance from './governance.ts'
import * as journal from './journal.ts'
import * as observations from './observations.ts'
import * as search from './search.ts'
import * as sessions from './sessions.ts'
import * as threads from './threads.ts'
import * as transfer from './transfer.ts'

/** One user's handle on an embedded store. Each operation validates and redacts, then calls the store. */
export class BoundMemory implements UserMemory, SearchesAsText {
  readonly userId: string
  readonly #binding: Binding

  /** @param userId - already checked by `requireUserId` */
  constructor(store: Store, config: ResolvedConfig, userId: string) {
    this.userId = userId
    this.#binding = bind(store, config, userId)
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

  [searchAsText](query: string, options: SearchOptions): Promise<string> {
    return search.searchText(this.#binding, query, options)
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
    return prompt.context(this.#binding, options)
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
    return new threads.BoundThread(this.#binding, name)
  }

  listThreads(options?: ListThreadsOptions | null): Promise<ThreadListPage> {
    return threads.list(this.#binding, options)
  }

  journal(options?: JournalOptions | null): Promise<JournalPage> {
    return journal.list(this.#binding, options)
  }

  erase(): Promise<ErasureReceipt> {
    return governance.erase(this.#binding)
  }

  export(): AsyncGenerator<string> {
    return transfer.readLines(this.#binding)
  }

  import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts> {
    return transfer.addLines(this.#binding, lines)
  }
}
