import { unreadable } from '../connection/answer.ts'
import { mostAtOnce } from './checks/input-checks.ts'

/** Observations or sessions of a page where the caller names no limit. */
export const defaultListLimit = 50

/** Reads pages of a server until there are as many items as asked for, or no more. */
export async function gather<Item, Cursor extends string | number = string>(
  limit: number,
  from: Cursor | null | undefined,
  read: (
    atOnce: number,
    cursor: Cursor | null | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: Cursor | null }>,
): Promise<{ items: Item[]; nextCursor: Cursor | null }> {
  const items: Item[] = []
  let next = from
  do {
    const atOnce = Math.min(limit - items.length, mostAtOnce)
    const page = await read(atOnce, next)
    // Else a server could keep this going for ever.
    const count = page.items.length
    if (count > atOnce || (count === 0 && page.nextCursor !== null)) throw unreadable()
    items.push(...page.items)
    next = page.nextCursor
  } while (next !== null && items.length < limit)
  return { items, nextCursor: next ?? null }
}
