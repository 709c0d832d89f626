import { MemoryError } from '../../core/errors/errors.ts'
import type { ThreadAppended } from '../../core/model.ts'
import { largestItemNumber } from '../../core/largest-numbers.ts'
import type { AppendContext, ThreadEntry, ThreadItemRecord } from '../../core/store/store.ts'
import {
  toThreadEntry,
  type FoundThread,
  type NamedItem,
  type StoredItem,
  type ThreadNeeds,
} from '../port/thread-rows.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { itemBytes, keyedSaveBytes, threadBytes } from '../rules/counted-bytes.ts'
import { keyedDigests, requireRepetition, type SaveDigests } from '../rules/idempotency.ts'
import { requireSaving } from '../rules/paused.ts'
import { requireWithinQuota } from '../rules/quota.ts'

/** Digests of an append with an idempotency key; null without one. */
export function digestsOfAppend(
  name: string,
  items: readonly string[],
  { idempotencyKey }: AppendContext,
): SaveDigests | null {
  return idempotencyKey === undefined ? null : keyedDigests(idempotencyKey, [name, ...items])
}

/** Everything that an append may look up. */
export function needsOfAppend(name: string, digests: SaveDigests | null): ThreadNeeds {
  return { names: [name], ...(digests === null ? {} : { appendedUnder: digests.key }) }
}

/**
 * Appends items to a thread, with an idempotency key only once. The unit may be null where there is nothing to append.
 *
 * Errors: `quota_exceeded`, `paused`; `invalid_input` for a key that came with other items or with removed ones.
 */
export function appendItems(
  unit: UnitOfWork | null,
  name: string,
  items: readonly string[],
  { now, quota }: AppendContext,
  digests: SaveDigests | null,
): ThreadAppended {
  const known = digests === null ? null : findKeyedAppend(unit, digests)
  if (known !== null) return known
  const before = unit?.threads.find(name) ?? null
  if (unit === null || items.length === 0) return { appended: 0, items: before?.items ?? 0 }
  const { observations, bytes } = unit.user
  const first = (before?.last ?? 0) + 1
  const added = items.map((item, index) => ({ number: first + index, item, createdAt: now }))
  const thread = addItems(unit, name, before, added)
  if (digests !== null) {
    const append = {
      draft: digests.draft,
      thread: thread.number,
      first,
      appended: items.length,
      items: thread.items,
    }
    if (unit.threads.addKeyedAppend(digests.key, append)) unit.user.bytes += keyedSaveBytes
  }
  requireWithinQuota(quota, { observations, bytes }, unit.user)
  return { appended: items.length, items: thread.items }
}

/** The result of the append under this key; null where the user has none. Errors: `invalid_input` for other items. */
function findKeyedAppend(unit: UnitOfWork | null, digests: SaveDigests): ThreadAppended | null {
  const known = unit?.threads.keyedAppend(digests.key) ?? null
  if (known === null) return null
  requireRepetition(known.draft, digests)
  return { appended: known.appended, items: known.items }
}

/** Adds items to a thread, or to a new one, and counts them. Errors: `paused`, `storage`. */
function addItems(
  unit: UnitOfWork,
  name: string,
  before: FoundThread | null,
  added: readonly Omit<StoredItem, 'thread'>[],
): { readonly number: number; readonly items: number } {
  requireSaving(unit.user)
  const last = added.at(-1)!.number
  if (last > largestItemNumber)
    throw new MemoryError('storage', 'the thread holds as many items as there can be: begin another one')
  const { number, items, bytes } = before ?? { number: unit.threads.nextNumber(), items: 0, bytes: 0 }
  const more = added.reduce((sum, { item }) => sum + itemBytes(item), 0)
  const thread = { number, name, items: items + added.length, bytes: bytes + more }
  unit.threads.add(
    thread,
    added.map((item) => ({ ...item, thread: number })),
  )
  unit.user.bytes += more + (before === null ? threadBytes(name) : 0)
  return thread
}

/** Removes the last item and returns it; false where the thread is empty. */
export function popItem(unit: UnitOfWork | null, name: string): ThreadEntry | false {
  const thread = unit?.threads.find(name) ?? null
  if (unit === null || thread === null) return false
  const last = unit.threads.lastItem(thread)
  if (last === null) return false
  removeItems(unit, thread, last)
  return toThreadEntry(last)
}

/** Removes every item of a thread and returns how many there were; false where it is empty. */
export function clearItems(unit: UnitOfWork | null, name: string): number | false {
  const thread = unit?.threads.find(name) ?? null
  if (unit === null || thread === null) return false
  removeItems(unit, thread, null)
  return thread.items
}

/** Removes one item of a thread, or all, and counts that. */
function removeItems(unit: UnitOfWork, thread: FoundThread, item: StoredItem | null): void {
  const { number, name } = thread
  const removed = item === null ? thread.bytes : itemBytes(item.item)
  const left = item === null ? 0 : thread.items - 1
  unit.threads.remove({ number, name, items: left, bytes: thread.bytes - removed }, item?.number ?? null)
  unit.user.bytes -= removed + (left === 0 ? threadBytes(name) : 0)
}

/** Everything that importing items may look up. */
export function needsOfItems(records: readonly ThreadItemRecord[]): ThreadNeeds {
  return {
    names: [...new Set(records.map(({ thread }) => thread))],
    imported: records.map(toNamedItem),
  }
}

/**
 * Adds an item of an export unless the thread has the same one of the same time. It keeps its number where that is
 * free, and goes to the end otherwise. False where it is there already.
 */
export function importItem(unit: UnitOfWork, record: ThreadItemRecord): boolean {
  const imported = toNamedItem(record)
  const { name, number, item, createdAt } = imported
  const thread = unit.threads.find(name)
  const presence = thread === null ? 'free' : unit.threads.presence(thread, imported)
  if (presence === 'there') return false
  const place = presence === 'taken' ? (thread?.last ?? 0) + 1 : number
  addItems(unit, name, thread, [{ number: place, item, createdAt }])
  return true
}

function toNamedItem({ thread, number, item, createdAt }: ThreadItemRecord): NamedItem {
  return { name: thread, number, item, createdAt: Date.parse(createdAt) }
}
