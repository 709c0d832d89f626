import type { JournalPage } from '../../core/model.ts'
import type {
  ExportRecord,
  JournalAppend,
  JournalRecord,
  ReadJournalRequest,
} from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { Kept, KeptEntry } from './kept/kept.ts'
import { requireSaving } from './kept/settings.ts'

/** Entries of a user at most. */
const most = 10_000

function isBefore(one: Place, other: Place): boolean {
  return one.at === other.at ? one.number < other.number : one.at < other.at
}

type Place = Pick<KeptEntry, 'at' | 'number'>

/** Puts an entry in its place, and drops the oldest. */
function put(kept: Kept, entry: KeptEntry): void {
  kept.journal = [...kept.journal, entry].toSorted((a, b) => (isBefore(a, b) ? 1 : -1)).slice(0, most)
}

/** Writes down reads of observations that are still there. */
export function appendEntries(kept: Kept, entries: readonly JournalAppend[]): void {
  const known = new Set(kept.observations.map(({ id }) => id))
  for (const entry of entries) {
    const ofTime = kept.journal.filter(({ at }) => at === entry.at)
    const ids = entry.ids.map((id) => (known.has(id) ? id : null))
    put(kept, { ...entry, ids, number: Math.max(0, ...ofTime.map(({ number }) => number)) + 1 })
  }
}

/** A page of the journal. */
export function entryPage({ journal }: Kept, { limit, after }: ReadJournalRequest): JournalPage {
  const older = journal.filter((entry) => after === null || isBefore(entry, after))
  const page = older.slice(0, limit)
  const last = page.at(-1)
  return {
    entries: page.map(({ at, operation, ids, contextId, purpose }) => ({
      at: isoTime(at),
      operation,
      ids: [...ids],
      contextId,
      purpose,
    })),
    nextCursor: older.length > limit && last !== undefined ? `${last.at}.${last.number}` : null,
  }
}

/** The journal as records of an export. */
export function journalRecords({ journal }: Kept): ExportRecord[] {
  return journal.map(({ at, ids, ...entry }) => ({
    kind: 'journal',
    ...entry,
    at: isoTime(at),
    ids: [...ids],
  }))
}

/** Adds an entry of an import unless its place is taken. An id stays where it is that of an observation created by then. */
export function addEntry(
  kept: Kept,
  { at: written, number, operation, ids: given, contextId, purpose }: JournalRecord,
  here: ReadonlyMap<number, number | null>,
): void {
  requireSaving(kept)
  const at = Date.parse(written)
  if (kept.journal.some((other) => other.at === at && other.number === number)) return
  const ids = given.map((id) => {
    const own = id === null || !here.has(id) ? id : here.get(id)
    const found = kept.observations.find((stored) => stored.id === own)
    return found !== undefined && found.createdAt <= at ? found.id : null
  })
  put(kept, { at, number, operation, ids, contextId, purpose })
}
