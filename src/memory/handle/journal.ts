import { parseOptions } from '../../core/input/input.ts'
import type { JournaledOperation, JournalOptions, JournalPage } from '../../core/model.ts'
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import { cleanPurpose } from '../../wire/clean-fields.ts'
import { decodeJournalCursor, encodeCursor } from '../checks/cursor.ts'
import type { Binding } from './binding.ts'

const defaultLimit = 50
/** Ids in one entry at most. A read that returns more is several entries of the same time. */
const idsInEntry = 200

/** The parts of an answer that the journal names. */
export interface GivenOut {
  /** Ids of the observations in the answer. */
  readonly ids: readonly number[]
  /** True where the answer also holds summaries of sessions. */
  readonly hasSummaries?: boolean
  /** Public id of a context. */
  readonly contextId?: string | null
}

/**
 * Checks the purpose of a read, before the read, and returns a function that writes the read down, after it. The caller
 * gets its answer only once the entry is durable: memory that is given out without an entry would make the journal
 * worthless. Nothing is written where the journal is off or the answer holds no memory.
 *
 * Errors: `invalid_input` for a purpose that is blank or too long.
 */
export function recorder(
  { store, userId, config, now }: Binding,
  operation: JournaledOperation,
  { purpose: given }: { readonly purpose?: string | undefined },
): (answer: GivenOut) => Promise<void> {
  const purpose = given === undefined ? null : cleanPurpose(given)
  return async ({ ids, hasSummaries, contextId = null }) => {
    if (!config.journal || (ids.length === 0 && hasSummaries !== true)) return
    const entry = { at: now(), operation, contextId, purpose }
    const parts = Math.max(1, Math.ceil(ids.length / idsInEntry))
    const entries = Array.from({ length: parts }, (_, part) => {
      const first = part * idsInEntry
      return { ...entry, ids: ids.slice(first, first + idsInEntry) }
    })
    await store.appendToJournal(userId, entries)
  }
}

/** Lists entries of the journal, a page at a time. */
export async function list(
  { store, userId, now }: Binding,
  options?: JournalOptions | null,
): Promise<JournalPage> {
  const { limit = defaultLimit, cursor } = parseOptions(pageOptionsSchema(), options, 'journal')
  const after = cursor === undefined || cursor === null ? null : decodeJournalCursor(cursor)
  const page = await store.readJournal(userId, { limit, after, now: now() })
  return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
}
