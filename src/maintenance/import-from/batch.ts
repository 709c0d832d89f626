import { MemoryError } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { ForeignRecord, RowKind } from './reading/foreign-row.ts'

/** A row that was not imported, with the reason. It never holds the row's text. */
export interface Refusal {
  /** Kind of the row. */
  readonly kind: RowKind
  /** The row's id in a database, its place in a view or a JSON list, or the number of its line. */
  readonly row: number
  /** The field that is wrong; null where no single field is. */
  readonly field: string | null
  /** Reason of the refusal, as a fixed text. */
  readonly reason: string
}

/** A record on its way in. */
export interface Pending {
  readonly kind: RowKind
  readonly row: number
  readonly record: ForeignRecord
}

/** State that the batches of one import share. */
export interface Findings {
  readonly refuse: (refusal: Refusal) => void
  /** Types that the memory was found not to take. */
  readonly unknownTypes: Set<unknown>
}

/**
 * Imports rows of one user. A row that is refused is told and left out, and the others are tried again: an import is a
 * transaction, so nothing of the failed attempt is there.
 */
export async function importBatch(
  user: UserMemory,
  batch: readonly Pending[],
  { refuse, unknownTypes }: Findings,
): Promise<ImportCounts> {
  let entries: Entry[] = batch.map(({ kind, row, record }) =>
    withKnownType({ kind, row, fields: record.fields, record }, unknownTypes),
  )
  for (;;) {
    try {
      return await user.import(entries.map(({ fields }) => JSON.stringify(fields)))
    } catch (error) {
      const at = error instanceof MemoryError && error.code === 'invalid_input' ? (error.line ?? 0) - 1 : -1
      const entry = entries[at]
      if (entry === undefined) throw error
      const { field, reason } = error as MemoryError
      if (field === 'type' && isReplaceable(entry)) {
        unknownTypes.add(entry.fields['type'])
        entries = entries.map((each) => withKnownType(each, unknownTypes))
        continue
      }
      const mended = mend(entry, field)
      if (mended === null && entry.isMade !== true)
        refuse({ kind: entry.kind, row: entry.row, field: field ?? null, reason })
      entries.splice(at, 1, ...(mended ?? []))
    }
  }
}

interface Entry {
  readonly kind: RowKind
  readonly row: number
  readonly fields: ForeignRecord['fields']
  readonly record: ForeignRecord
  /** Made here, so that it is not reported. An import counts no session that tells nothing. */
  readonly isMade?: boolean
  /** A session was made for it already. */
  readonly hasSession?: boolean
}

/** Tells whether another type stands in for the one that was refused. */
function isReplaceable({ fields, record: { otherType } }: Entry): boolean {
  return otherType !== undefined && fields['type'] !== otherType
}

/** Puts the type that stands in for an unknown one. */
function withKnownType(entry: Entry, unknown: ReadonlySet<unknown>): Entry {
  const { fields, record } = entry
  const { otherType } = record
  return otherType === undefined || !unknown.has(fields['type'])
    ? entry
    : { ...entry, fields: { ...fields, type: otherType } }
}

/** Entry to try instead of a refused one; null for none. */
function mend(entry: Entry, field: string | undefined): Entry[] | null {
  const { fields } = entry
  // Its session was deleted, or never written down.
  if (field === 'session_id' && typeof fields['session_id'] === 'string' && entry.hasSession !== true) {
    const made = { ...entry, kind: 'session' as const, fields: sessionFor(fields), isMade: true }
    return [made, { ...entry, hasSession: true }]
  }
  return null
}

function sessionFor({
  session_id,
  created_at,
  updated_at,
}: ForeignRecord['fields']): ForeignRecord['fields'] {
  return {
    kind: 'session',
    id: session_id,
    status: 'completed',
    started_at: created_at,
    ended_at: updated_at,
    last_activity_at: updated_at,
    summary: null,
    is_auto_generated: true,
  }
}
