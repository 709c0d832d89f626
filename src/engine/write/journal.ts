import type { JournalAppend, JournalRecord } from '../../core/store/store.ts'
import type { AddedEntry } from '../port/journal-rows.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { requireSaving } from '../rules/paused.ts'

/** Writes down reads. It goes on while saving is paused, as reads do. A user who is gone has no journal. */
export function appendToJournal(unit: UnitOfWork | null, entries: readonly JournalAppend[]): void {
  unit?.journal.add(entries.map((entry) => ({ ...entry, number: null })))
}

/**
 * Shapes an entry of an export for the journal. An import adds all of its entries at once: each addition drops the oldest
 * entries. Errors: `paused`.
 *
 * @param ids - ids that observations of the import have here; null where one was not added
 */
export function toAddedEntry(
  unit: UnitOfWork,
  { at, number, operation, ids: given, contextId, purpose }: JournalRecord,
  ids: ReadonlyMap<number, number | null>,
): AddedEntry {
  requireSaving(unit.user)
  const here = given.map((id) => (id === null ? 0 : ids.has(id) ? (ids.get(id) ?? 0) : id))
  return { at: Date.parse(at), number, operation, ids: here, contextId, purpose }
}
