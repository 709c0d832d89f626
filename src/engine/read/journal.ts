import type { JournalEntry, JournalPage } from '../../core/model.ts'
import type { ReadJournalRequest } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { ExportPage, Snapshot } from '../port/backend.ts'
import type { JournalPosition, StoredEntry } from '../port/journal-rows.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, type Steps } from '../port/steps.ts'

const pageSize = 256

/** Reads a page of the journal, newest first. */
export function* readJournal(
  { journal }: UserReader,
  { limit, after }: ReadJournalRequest,
): Steps<JournalPage> {
  const found = yield* ask(journal.entriesBefore(after, limit + 1))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    entries: page.map(toEntry),
    nextCursor: found.length > limit && last !== undefined ? `${last.at}.${last.number}` : null,
  }
}

/** Reads the whole journal, page by page, newest first. */
export async function* journalPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  for (let place: JournalPosition | null = null; ;) {
    const from = place
    const entries: readonly StoredEntry[] = await snapshot.read((reader) => readEntries(reader, from))
    const last = entries.at(-1)
    if (last === undefined) return
    yield entries.map((entry) => ({ kind: 'journal', number: entry.number, ...toEntry(entry) }))
    place = last
  }
}

function* readEntries(
  reader: UserReader | null,
  place: JournalPosition | null,
): Steps<readonly StoredEntry[]> {
  return reader === null ? [] : yield* ask(reader.journal.entriesBefore(place, pageSize))
}

function toEntry({ at, operation, ids, contextId, purpose }: StoredEntry): JournalEntry {
  return { at: isoTime(at), operation, ids: ids.map((id) => (id === 0 ? null : id)), contextId, purpose }
}
