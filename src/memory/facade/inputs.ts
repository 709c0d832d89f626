import type { Changes, Draft, ObservationRef } from '../../core/model.ts'

/** The user that a call of the facade is for. */
export interface ForUser {
  /** Id of the user: 1 to 255 printable ASCII characters without spaces, compared exactly. */
  readonly userId: string
}

/** A user and the drafts of a batch. */
export interface ForDrafts extends ForUser {
  /** Drafts, in order, 100 at most. */
  readonly drafts: readonly Draft[]
}

/** A user and one of the user's observations. */
export interface ForObservation extends ForUser {
  /** Id of the observation, a positive integer, or its topic key. */
  readonly observationId: ObservationRef
}

/** A user and a version of one of the user's observations. */
export interface ForVersion extends ForObservation {
  /** Number of the version. */
  readonly revision: number
}

/** Changes of an observation. */
export interface ForChanges {
  /** Fields that change. */
  readonly changes: Changes
}

/** A user and one of the user's sessions. */
export interface ForSession extends ForUser {
  /** Id of the session. */
  readonly sessionId: string
}

/** A user and one of the user's threads. */
export interface ForThread extends ForUser {
  /** Name of the thread. */
  readonly thread: string
}

/** Items for a thread. */
export interface ForItems {
  /** JSON values, in order. */
  readonly items: readonly unknown[]
}

/** A user and the summary of a session. */
export interface ForSummary extends ForUser {
  /** Text of the summary; private parts are redacted. */
  readonly summary: string
}

/** A user and a query. */
export interface ForQuery extends ForUser {
  /** Words or a question. */
  readonly query: string
}

/** A user and the lines of an export. */
export interface ForImport extends ForUser {
  /** Lines of an export, one record each. */
  readonly lines: Iterable<string> | AsyncIterable<string>
}
