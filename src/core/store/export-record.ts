import type { JournalEntry, MemorySettings, Observation, ObservationVersion, Session } from '../model.ts'

/**
 * A record of `exportUser`: one header, then sessions by (startedAt, id), then observations by id, then items of
 * threads, then the journal, newest first, then the settings of a user who has paused something. The earlier versions of an observation follow it, oldest
 * first.
 */
export type ExportRecord =
  | HeaderRecord
  | SessionRecord
  | ObservationRecord
  | VersionRecord
  | ThreadItemRecord
  | JournalRecord
  | SettingsRecord

/** Place of a record in an import. */
export interface RecordLine {
  /** Line that an import read the record from, counted from 1; errors name it. Absent in an export. */
  readonly line?: number
}

/** The first record of an export. */
export interface HeaderRecord extends RecordLine {
  /** Marks a header. */
  readonly kind: 'header'
  /** Id that the user's next observation gets. */
  readonly nextObservationId: number
}

/** A session in an export. */
export interface SessionRecord extends RecordLine {
  /** Marks a session. */
  readonly kind: 'session'
  /** The session. */
  readonly session: Session
}

/** An observation in an export. */
export interface ObservationRecord extends RecordLine {
  /** Marks an observation. */
  readonly kind: 'observation'
  /** The observation. */
  readonly observation: Observation
}

/** An item of a thread in an export. */
export interface ThreadItemRecord extends RecordLine {
  /** Marks an item of a thread. */
  readonly kind: 'thread_item'
  /** Name of the thread, private parts redacted. */
  readonly thread: string
  /** Place in the thread, from 1. */
  readonly number: number
  /** JSON text of the item, private parts redacted. */
  readonly item: string
  /** Time of the append: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
}

/** An entry of the journal in an export. */
export interface JournalRecord extends RecordLine, JournalEntry {
  /** Marks an entry of the journal. */
  readonly kind: 'journal'
  /** Number among the entries of one time, from 1. */
  readonly number: number
}

/** An earlier version of the observation before it in an export. */
export interface VersionRecord extends RecordLine {
  /** Marks a version. */
  readonly kind: 'version'
  /** The version. */
  readonly version: ExportedVersion
}

/** A version with the observation that it is of. */
export interface ExportedVersion extends Omit<ObservationVersion, 'isCurrent' | 'replacedAt'> {
  /** Id of the observation in the same export. */
  readonly observationId: number
  /** Time at which the next version took its place: ISO 8601, UTC, milliseconds. */
  readonly replacedAt: string
}

/** The user's switches in an export. An import pauses what they pause, and resumes nothing. */
export interface SettingsRecord extends RecordLine {
  /** Marks settings. */
  readonly kind: 'settings'
  /** The settings. */
  readonly settings: MemorySettings
}
