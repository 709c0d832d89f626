import type { RedactedText } from '../privacy/redact.ts'

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
}
