import type { ThreadAppended, ThreadListPage } from '../../core/model.ts'
import type {
  AppendContext,
  ExportRecord,
  ListThreadsRequest,
  ReadThreadRequest,
  ThreadEntry,
  ThreadEntryPage,
  ThreadItemRecord,
} from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import { keyedDigests, rememberedSaves, requireRepetition } from '../../engine/rules/idempotency.ts'
import { requireWithinQuota } from '../../engine/rules/quota.ts'
import { usageOf, type Kept, type KeptItem } from './kept/kept.ts'
import { requireSaving } from './kept/settings.ts'

/** Input of an append, without the user. */
export type Appending = readonly [name: string, items: readonly string[], at: AppendContext]

/** Input of a read, without the user. */
export type ThreadReading = readonly [name: string, request: ReadThreadRequest]

function itemsOf(kept: Kept, name: string): readonly KeptItem[] {
  return kept.threads.find((thread) => thread.name === name)?.items ?? []
}

/** Puts items in the place of a thread's; without any, the thread is gone. */
function putItems(kept: Kept, name: string, items: readonly KeptItem[]): void {
  const known = kept.threads.find((thread) => thread.name === name)
  const others = kept.threads.filter((thread) => thread !== known)
  const number = known?.number ?? (others.at(-1)?.number ?? 0) + 1
  const all = items.length === 0 ? others : [...others, { number, name, items }]
  kept.threads = all.toSorted((a, b) => a.number - b.number)
}

function toEntry({ number, item, createdAt }: KeptItem): ThreadEntry {
  return { number, item, createdAt: isoTime(createdAt) }
}

/** Appends items, unless the same were appended under the same key before. Errors: `paused`, `quota_exceeded`. */
export function append(
  kept: Kept,
  name: string,
  items: readonly string[],
  { now, quota, idempotencyKey }: AppendContext,
): ThreadAppended {
  const known = kept.keyedAppends.find((other) => other.idempotencyKey === idempotencyKey)
  if (idempotencyKey !== undefined && known !== undefined) {
    const draft = known.said === null ? null : keyedDigests(idempotencyKey, known.said).draft
    requireRepetition(draft, keyedDigests(idempotencyKey, [name, ...items]))
    return known.result
  }
  const present = itemsOf(kept, name)
  if (items.length === 0) return { appended: 0, items: present.length }
  requireSaving(kept)
  const before = usageOf(kept)
  const first = (present.at(-1)?.number ?? 0) + 1
  const added = items.map((item, index) => ({ number: first + index, item, createdAt: now }))
  putItems(kept, name, [...present, ...added])
  const result = { appended: items.length, items: present.length + items.length }
  if (idempotencyKey !== undefined) {
    const entry = {
      idempotencyKey,
      name,
      said: [name, ...items],
      numbers: added.map(({ number }) => number),
      result,
    }
    kept.keyedAppends = [...kept.keyedAppends, entry].slice(-rememberedSaves)
  }
  requireWithinQuota(quota, before, usageOf(kept))
  return result
}

/** The last items of a thread, oldest first. */
export function readPage(kept: Kept, name: string, { last, before }: ReadThreadRequest): ThreadEntryPage {
  const older = itemsOf(kept, name).filter(({ number }) => before === null || number < before)
  const items = older.slice(-last).map(toEntry)
  return { items, nextBefore: older.length > last ? items[0]!.number : null }
}

/** Removes the last item; null where there is none. */
export function pop(kept: Kept, name: string): ThreadEntry | null {
  const items = itemsOf(kept, name)
  const last = items.at(-1)
  if (last === undefined) return null
  putItems(kept, name, items.slice(0, -1))
  kept.keyedAppends = kept.keyedAppends.map((other) =>
    other.name === name && other.numbers.includes(last.number) ? { ...other, said: null } : other,
  )
  return toEntry(last)
}

/** Removes all items, and returns how many there were. */
export function clear(kept: Kept, name: string): number {
  const { length } = itemsOf(kept, name)
  putItems(kept, name, [])
  if (length > 0)
    kept.keyedAppends = kept.keyedAppends.map((other) =>
      other.name === name ? { ...other, said: null } : other,
    )
  return length
}

/** Threads, the one that began last first. */
export function threadPage({ threads }: Kept, { limit, after }: ListThreadsRequest): ThreadListPage {
  const older = threads.filter(({ number }) => after === null || number < after).toReversed()
  const page = older.slice(0, limit)
  return {
    threads: page.map(({ name, items }) => ({
      name,
      items: items.length,
      updatedAt: isoTime(items.at(-1)!.createdAt),
    })),
    nextCursor: older.length > limit ? String(page.at(-1)!.number) : null,
  }
}

/** The items of all threads as records of an export. */
export function threadRecords({ threads }: Kept): ExportRecord[] {
  return threads.flatMap(({ name, items }) =>
    items.map((item): ExportRecord => ({ kind: 'thread_item', thread: name, ...toEntry(item) })),
  )
}

/** Adds an item of an import; false where it is there already. */
export function addItem(kept: Kept, { thread: name, number, item, createdAt }: ThreadItemRecord): boolean {
  const items = itemsOf(kept, name)
  const added = { number, item, createdAt: Date.parse(createdAt) }
  const isTaken = items.some((other) => other.number === number)
  if (isTaken && items.some((other) => other.item === item && other.createdAt === added.createdAt))
    return false
  requireSaving(kept)
  const place = isTaken ? items.at(-1)!.number + 1 : number
  putItems(
    kept,
    name,
    [...items, { ...added, number: place }].toSorted((a, b) => a.number - b.number),
  )
  return true
}
