import type {
  Changes,
  ContextOptions,
  Draft,
  KeyOptions,
  ListOptions,
  ObservationFilter,
  ObservationRef,
  RevisionOptions,
  SaveOptions,
  SearchOptions,
  TimelineOptions,
} from '../../core/model.ts'

/** One call of a user, as data. Ids are chosen at random, present or not. */
export type Deed =
  | SaveDeed
  | UpdateDeed
  | FloodDeed
  | SearchDeed
  | ContextDeed
  | IdDeed
  | VersionDeed
  | TimelineDeed
  | ListDeed
  | FilterDeed
  | SummaryDeed
  | SessionDeed
  | ThreadDeed
  | PlainDeed

/** A save. */
export interface SaveDeed {
  /** Names the call. */
  readonly kind: 'save'
  /** The fact to save. */
  readonly draft: Draft
  /** Options of the save. */
  readonly options: SaveOptions
}

/** A partial change. */
export interface UpdateDeed {
  /** Names the call. */
  readonly kind: 'update'
  /** Address of the observation. */
  readonly ref: ObservationRef
  /** Fields to change. */
  readonly changes: Changes
  /** Options of the update. */
  readonly options: RevisionOptions
}

/** Many saves at once, most of them of words that the other user searches for. */
export interface FloodDeed {
  /** Names the call. */
  readonly kind: 'flood'
  /** The facts to save. */
  readonly drafts: readonly Draft[]
  /** True for one save of all of them. */
  readonly isBatch: boolean
}

/** A search. */
export interface SearchDeed {
  /** Names the call. */
  readonly kind: 'search'
  /** Words of the query. */
  readonly query: string
  /** Options of the search; `explain` is never set. */
  readonly options: Omit<SearchOptions, 'explain'>
}

/** A context for a prompt. */
export interface ContextDeed {
  /** Names the call. */
  readonly kind: 'context'
  /** Options of the context. */
  readonly options: ContextOptions
}

/** A call with nothing but an observation's address. */
export interface IdDeed {
  /** Names the call. */
  readonly kind: 'get' | 'history' | 'forget' | 'forgetAndExplain' | 'approve'
  /** Address of the observation. */
  readonly ref: ObservationRef
}

/** A call with a version of an observation. */
export interface VersionDeed {
  /** Names the call. */
  readonly kind: 'getVersion' | 'revert' | 'forgetVersion'
  /** Address of the observation. */
  readonly ref: ObservationRef
  /** Number of the version. */
  readonly revision: number
  /** Options of the revert; the other calls take none. */
  readonly options: RevisionOptions
}

/** A timeline. */
export interface TimelineDeed {
  /** Names the call. */
  readonly kind: 'timeline'
  /** Address of the observation. */
  readonly ref: ObservationRef
  /** Options of the timeline. */
  readonly options: TimelineOptions
}

/** A page of a list. */
export interface ListDeed {
  /** Names the call. */
  readonly kind: 'list'
  /** Options of the list. */
  readonly options: ListOptions
  /** True when the page follows the one that this user listed before. */
  readonly goOn: boolean
}

/** A removal of all that meets some conditions. */
export interface FilterDeed {
  /** Names the call. */
  readonly kind: 'forgetAll'
  /** Conditions of the removal. */
  readonly filter: ObservationFilter
}

/** A call with nothing but a summary. */
export interface SummaryDeed {
  /** Names the call. */
  readonly kind: 'endSession' | 'summarizeSession'
  /** Text of the summary. */
  readonly summary: string
}

/** A call with one of the user's sessions, by its place in the list of all, or an absent one. */
export interface SessionDeed {
  /** Names the call. */
  readonly kind: 'getSession' | 'updateSession' | 'forgetSession'
  /** Place in the list, oldest first. */
  readonly place: number
  /** Text of the summary; only `updateSession` takes it. */
  readonly summary: string
}

/** A call on one of the user's threads, present or not. */
export interface ThreadDeed {
  /** Names the call. */
  readonly kind: 'append' | 'readThread' | 'pop' | 'clear'
  /** Name of the thread. */
  readonly thread: string
  /** Items; only `append` takes them. */
  readonly items: readonly unknown[]
  /** Options; only `append` takes them. */
  readonly options: KeyOptions
}

/** A call without input. */
export interface PlainDeed {
  /** Names the call. */
  readonly kind:
    | 'pause'
    | 'resume'
    | 'settings'
    | 'stats'
    | 'startSession'
    | 'listSessions'
    | 'listThreads'
    | 'journal'
    | 'erase'
    | 'export'
    | 'transfer'
}
