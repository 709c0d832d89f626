import type {
  Compact,
  Draft,
  ErasureReceipt,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
  SaveOptions,
  SaveResult,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionStart,
  Stats,
  TimelineOptions,
} from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'

/** Names the user that a call of the facade is for. */
export interface ForUser {
  readonly userId: string
}

/**
 * The operations under their documented names, which take the user with every call. Whatever gives handles has them:
 * the embedded memory and the remote client alike.
 */
export abstract class MemoryFacade {
  /** A handle bound to one user. Errors: `invalid_input`. */
  abstract forUser(userId: string): UserMemory

  async memSessionStart({ userId }: ForUser): Promise<SessionStart> {
    return this.forUser(userId).startSession()
  }

  async memSessionEnd({ userId, summary }: ForUser & { summary: string }): Promise<Session> {
    return this.forUser(userId).endSession(summary)
  }

  async memSessionSummary(input: ForUser & { summary: string } & SaveOptions): Promise<SaveResult> {
    const { userId, summary, ...options } = input
    return this.forUser(userId).summarizeSession(summary, options)
  }

  async memSave({ userId, idempotencyKey, ...draft }: ForUser & Draft & SaveOptions): Promise<SaveResult> {
    return this.forUser(userId).save(draft, { idempotencyKey })
  }

  memSearch(input: ForUser & { query: string; explain: true } & SearchOptions): Promise<SearchExplanation>
  memSearch(input: ForUser & { query: string; explain?: false } & SearchOptions): Promise<Compact[]>
  async memSearch(
    input: ForUser & { query: string } & SearchOptions,
  ): Promise<SearchExplanation | Compact[]> {
    const { userId, query, ...options } = input
    return this.forUser(userId).search(query, options as SearchOptions & { explain?: false })
  }

  async memGetObservation({
    userId,
    observationId,
  }: ForUser & { observationId: number }): Promise<Observation | null> {
    return this.forUser(userId).get(observationId)
  }

  async memTimeline(input: ForUser & { observationId: number } & TimelineOptions): Promise<Observation[]> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).timeline(observationId, options)
  }

  async memStats({ userId }: ForUser): Promise<Stats> {
    return this.forUser(userId).stats()
  }

  async memList({ userId, ...options }: ForUser & ListOptions): Promise<ListPage> {
    return this.forUser(userId).list(options)
  }

  async memForget({ userId, observationId }: ForUser & { observationId: number }): Promise<boolean> {
    return this.forUser(userId).forget(observationId)
  }

  async memEraseUser({ userId }: ForUser): Promise<ErasureReceipt> {
    return this.forUser(userId).erase()
  }

  memExport({ userId }: ForUser): AsyncIterable<string> {
    return this.forUser(userId).export()
  }

  async memImport(
    input: ForUser & { lines: Iterable<string> | AsyncIterable<string> },
  ): Promise<ImportCounts> {
    return this.forUser(input.userId).import(input.lines)
  }
}
