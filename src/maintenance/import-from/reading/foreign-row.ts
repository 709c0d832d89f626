import { toIsoTime } from '../../../wire/iso-time.ts'

/** Kind of a row. */
export type RowKind = 'session' | 'observation'

/** One row of another program's table, or one object of its JSON. */
export interface ForeignRow {
  readonly kind: RowKind
  /** The row's id in a database, its place in a view or a JSON list, or the number of its line. */
  readonly row: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** The rows of a file: sessions first, then observations, each user's together. */
export interface ForeignRows {
  /** Number of rows. */
  readonly total: number
  /** Numbers of rows of other kinds, which are left out, by their names. */
  readonly others: Readonly<Record<string, number>>
  rows(): Iterable<ForeignRow>
}

/** A row in the shape of an export line of this library. */
export interface ForeignRecord {
  /** The user that the row names; null where it names none. */
  readonly userId: unknown
  /** Fields of an export line, under their names on the wire. An import checks and redacts them. */
  readonly fields: Readonly<Record<string, unknown>>
  /** The type to take where the row's own type is not among `Config.observationTypes`. */
  readonly otherType?: string
}

/** Turns rows of one format into records. Returns null for a row that its program has deleted. */
export type ReadForeignRow = (row: ForeignRow) => ForeignRecord | null

/** The record of a session; times are normalised, and what is missing is derived from what is there. */
export function sessionRecord(
  id: unknown,
  fields: Readonly<Record<string, unknown>>,
): ForeignRecord['fields'] {
  const startedAt = timeOf(fields['started_at'])
  const endedAt = fields['status'] === 'active' ? null : (timeOf(fields['ended_at']) ?? null)
  return {
    kind: 'session',
    id,
    status: endedAt === null ? 'active' : 'completed',
    started_at: startedAt,
    ended_at: endedAt,
    last_activity_at: timeOf(fields['last_activity_at']) ?? endedAt ?? startedAt,
    summary: endedAt === null ? null : textOrNull(fields['summary']),
    is_auto_generated: Boolean(fields['is_auto_generated']),
  }
}

/** The record of an observation; what is missing gets the value that a new row has. */
export function observationRecord(
  fields: Readonly<Record<string, unknown>>,
  { type, topicKey }: { readonly type: unknown; readonly topicKey: string | null },
): ForeignRecord['fields'] {
  const createdAt = timeOf(fields['created_at'])
  return {
    kind: 'observation',
    id: fields['id'],
    session_id: sessionIdOf(fields),
    type,
    title: fields['title'],
    content: fields['content'],
    topic_key: topicKey,
    revision_count: fields['revision_count'] ?? 1,
    created_at: createdAt,
    updated_at: timeOf(fields['updated_at']) ?? createdAt,
  }
}

/** The session of an observation. One that was saved without a session belongs to a session of its own. */
function sessionIdOf({ id, session_id: sessionId }: Readonly<Record<string, unknown>>): unknown {
  return textOrNull(sessionId) ?? `imported-${String(id)}`
}

/** True for a row that its program has deleted: at a time as text, or as a number of seconds. */
export function isDeleted({ deleted_at: at }: ForeignRow['fields']): boolean {
  return textOrNull(at) !== null || (typeof at === 'number' && at !== 0)
}

/** A text that says something; null where it is missing or blank. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A time as an export has it. What is no time stays as it is, and the import refuses it. */
function timeOf(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined
  return typeof value === 'string' ? (toIsoTime(value) ?? value) : value
}
