import type { ThreadListPage } from '../../core/model.ts'
import type {
  ExportRecord,
  ListThreadsRequest,
  ReadThreadRequest,
  ThreadEntryPage,
} from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { ExportPage, Snapshot } from '../port/backend.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, type Steps } from '../port/steps.ts'
import { toThreadEntry, type StoredItem } from '../port/thread-rows.ts'

const pageSize = 256

/** Reads the last items of a thread, oldest first. */
export function* readThread(
  { threads }: UserReader,
  name: string,
  { last, before }: ReadThreadRequest,
): Steps<ThreadEntryPage> {
  const found = yield* ask(threads.itemsBefore(name, before, last + 1))
  const items = found.slice(0, last).toReversed().map(toThreadEntry)
  return { items, nextBefore: found.length > last ? (items[0]?.number ?? null) : null }
}

/** Lists threads, the one that began last first. */
export function* listThreads(
  { threads }: UserReader,
  { limit, after }: ListThreadsRequest,
): Steps<ThreadListPage> {
  const found = yield* ask(threads.threadsBefore(after, limit + 1))
  const page = found.slice(0, limit)
  return {
    threads: page.map(({ name, items, updatedAt }) => ({ name, items, updatedAt: isoTime(updatedAt) })),
    nextCursor: found.length > limit ? String(page.at(-1)?.number) : null,
  }
}

/** Reads every item of a user's threads, page by page. */
export async function* threadPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  for (let place = { thread: 0, number: 0 }; ;) {
    const from = place
    const items = await snapshot.read((reader) => readItems(reader, from))
    const last = items.at(-1)
    if (last === undefined) return
    yield items.map(toRecord)
    place = last
  }
}

type NamedItem = StoredItem & { readonly name: string }

function* readItems(
  reader: UserReader | null,
  place: Pick<StoredItem, 'thread' | 'number'>,
): Steps<readonly NamedItem[]> {
  return reader === null ? [] : yield* ask(reader.threads.itemsAfter(place, pageSize))
}

function toRecord({ name, number, item, createdAt }: NamedItem): ExportRecord {
  return {
    kind: 'thread_item',
    thread: name,
    number,
    item,
    createdAt: isoTime(createdAt),
  }
}
