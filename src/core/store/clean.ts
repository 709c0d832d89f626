import type { ObservationStatus } from '../model/observation.ts'
import type { RedactedText } from '../../privacy/redact.ts'

/** An observation to be saved: validated, with its texts redacted. The type keeps raw text out of every store. */
export interface CleanDraft {
  /** Kind of fact, already checked against the known types. */
  readonly type: string
  /** Short name of the fact. */
  readonly title: RedactedText
  /** The fact itself. */
  readonly content: RedactedText
  /** Key of an evolving topic; null: none. */
  readonly topicKey: RedactedText | null
  /** Data as JSON text; null: not given. */
  readonly data: RedactedText | null
  /** Source; null: not given. */
  readonly source: RedactedText | null
  /** Keywords, at least one; null: not given. */
  readonly keywords: readonly RedactedText[] | null
  /** True pins it; null: not given. */
  readonly pinned: boolean | null
  /** End; null: not given. */
  readonly expiry: CleanExpiry | null
  /** `pending` for a proposal; absent: active. */
  readonly status?: ObservationStatus | undefined
}

/** Values that data must have, each at a path of names from the outside in. */
export type DataConditions = readonly DataCondition[]

/** A value that data must have. */
export interface DataCondition {
  /** Names from the outside in, one at least. */
  readonly path: readonly string[]
  /** Value at the path. */
  readonly value: string | number | boolean | null
}

/** End of an observation, as its writer gives it. */
export type CleanExpiry =
  | {
      /** Time from which on it is gone, in milliseconds since the epoch; null: never. */
      readonly at: number | null
    }
  | {
      /** Milliseconds from the write to that time, at least one. */
      readonly after: number
    }

/** A validated filter: an observation must meet every condition that is there. Times are milliseconds since the epoch. */
export interface CleanFilter {
  /** Types to take. Never together with `typesExclude`. */
  readonly types?: readonly string[] | undefined
  /** Types to leave out. */
  readonly typesExclude?: readonly string[] | undefined
  /** Beginning of the topic key. */
  readonly topicKeyPrefix?: string | undefined
  /** Beginning of the source. */
  readonly source?: string | undefined
  /** True for pinned observations, false for the others. */
  readonly pinned?: boolean | undefined
  /** State; absent: active. */
  readonly status?: ObservationStatus | undefined
  /** Values that the data has at paths, one of them at least. */
  readonly data?: DataConditions | undefined
  /** Public id of the session that saved it last. */
  readonly session?: string | undefined
  /** Earliest time of creation. */
  readonly createdAfter?: number | undefined
  /** Time that the creation lies before. */
  readonly createdBefore?: number | undefined
  /** Earliest time of the last revision. */
  readonly updatedAfter?: number | undefined
  /** Time that the last revision lies before. */
  readonly updatedBefore?: number | undefined
}

/** Address of an observation: its id, or its redacted topic key. */
export type CleanRef = number | RedactedText

/** Validated and redacted changes of an observation; an absent field stays as it is. */
export interface CleanChanges {
  /** New kind of fact, already checked against the known types. */
  readonly type?: string | undefined
  /** New short name of the fact. */
  readonly title?: RedactedText | undefined
  /** New text of the fact. */
  readonly content?: RedactedText | undefined
  /** New topic key; null takes it away. */
  readonly topicKey?: RedactedText | null | undefined
  /** New data as JSON text; null takes it away. */
  readonly data?: RedactedText | null | undefined
  /** New source; null takes it away. */
  readonly source?: RedactedText | null | undefined
  /** New keywords, at least one; null takes them away. */
  readonly keywords?: readonly RedactedText[] | null | undefined
  /** True pins it. */
  readonly pinned?: boolean | undefined
  /** New end. */
  readonly expiry?: CleanExpiry | undefined
}
