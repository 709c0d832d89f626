import { unreadable } from '../connection/answer.ts'
import type { InputOf, OutputOf } from '../connection/call.ts'
import { mostAtOnce, requireNotBlank } from './checks/input-checks.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Items of a page where the caller names no limit. */
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

/** Operations that list by a cursor, with the field of their items. */
interface Listed {
  readonly mem_list: 'observations'
  readonly mem_session_list: 'sessions'
  readonly mem_thread_list: 'threads'
  readonly mem_journal: 'entries'
}

/** Options of a page. */
interface PageOptions {
  readonly limit?: number | undefined
  readonly cursor?: string | null | undefined
}

/** Reads a page of a list. One that is larger than what a server gives at a time is put together from several. */
export async function listBy<Name extends keyof Listed>(
  { perform }: RemoteBinding,
  name: Name,
  field: Listed[Name],
  { limit = defaultListLimit, cursor, ...others }: PageOptions & InputOf<keyof Listed>,
): Promise<OutputOf<Name>> {
  requireNotBlank(cursor, 'cursor')
  const { items, nextCursor } = await gather(limit, cursor, async (atOnce, next) => {
    const input = { ...others, limit: atOnce, cursor: next }
    const page = (await perform(name, input as InputOf<Name>)) as object
    return { items: Reflect.get(page, field) as unknown[], nextCursor: cursorOf(page) }
  })
  return { [field]: items, nextCursor } as unknown as OutputOf<Name>
}

function cursorOf(page: object): string | null {
  return (page as { readonly nextCursor: string | null }).nextCursor
}
