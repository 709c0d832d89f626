import type { ContextOptions, MemoryContext } from '../model/context.ts'
import type { ListOptions, ListPage, TimelineOptions } from '../model/list.ts'
import type { Compact, Observation, ObservationRef } from '../model/observation.ts'
import type { FoundObservation, SearchExplanation, SearchOptions } from '../model/search.ts'
import type { Stats } from '../model/user/stats.ts'

/** Operations that find, read and count observations of one user. Part of `UserMemory`. */
export interface SearchOperations {
  /**
   * Finds observations by words or a question, returns them whole and explains each score.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects the explained form. */
      explain: true
      /** Selects whole observations. */
      full: true
    },
  ): Promise<SearchExplanation<FoundObservation>>
  /**
   * Finds observations by words or a question and explains each score.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects the explained form. */
      explain: true
      /** Selects compacts. */
      full?: false | null | undefined
    },
  ): Promise<SearchExplanation>
  /**
   * Finds observations by words or a question and returns them whole, best first.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects whole observations. */
      full: true
      /** Selects the plain form. */
      explain?: false | null | undefined
    },
  ): Promise<FoundObservation[]>
  /**
   * Finds observations by words or a question, best first. Any text is a valid query as long as it is not blank.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options?:
      | (SearchOptions & {
          /** Selects the plain form. */
          explain?: false | null | undefined
          /** Selects compacts. */
          full?: false | null | undefined
        })
      | null,
  ): Promise<Compact[]>

  /**
   * Returns an observation with its neighbours, oldest first by creation. Empty when this user has no such
   * observation.
   *
   * Errors: `invalid_input`.
   */
  timeline(ref: ObservationRef, options?: TimelineOptions | null): Promise<Observation[]>

  /**
   * Lists observations, newest first unless `order` says otherwise, a page at a time.
   *
   * Errors: `invalid_input` for an unknown type, an unreadable time, or a cursor that `list` did not return.
   */
  list(options?: ListOptions | null): Promise<ListPage>

  /**
   * Makes the text that a model should see for one answer: what is pinned, what matches the query, what is worth knowing,
   * and the last summaries, until the budget is full. Put it behind the user's last message, in the user's role.
   *
   * The same memory and options give the same text at any time of the day, so a prompt cache stays valid.
   *
   * Errors: `invalid_input`.
   *
   * @example
   * ```ts
   * const { text } = await alice.context({ query: message, maxTokens: 800 })
   * ```
   */
  context(options?: ContextOptions | null): Promise<MemoryContext>

  /** Counts observations, sessions and bytes. */
  stats(): Promise<Stats>
}
