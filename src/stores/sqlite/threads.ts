import type {
  FoundThread,
  ItemPresence,
  KeyedAppend,
  ListedThread,
  NamedItem,
  StoredItem,
  StoredThread,
  ThreadReader,
  ThreadRows,
} from '../../engine/port/thread-rows.ts'
import { rememberedSaves } from '../../engine/rules/idempotency.ts'
import type { Statements } from './tables/statements.ts'

/** One user's threads in a write transaction. */
export class SqliteThreadRows implements ThreadRows {
  readonly #statements: Statements
  readonly #user: number
  readonly #imported: readonly NamedItem[]
  /** By the number of the thread: the imported items that it has, of those of which it was asked. */
  readonly #same = new Map<number, Set<string>>()

  /** @param imported - items that the write asks `presence` about */
  constructor(statements: Statements, user: number, imported: readonly NamedItem[]) {
    this.#statements = statements
    this.#user = user
    this.#imported = imported
  }

  find(name: string): FoundThread | null {
    return (this.#statements.findThread.get(this.#user, name) as unknown as FoundThread | undefined) ?? null
  }

  nextNumber(): number {
    return Number(this.#statements.lastThread.get(this.#user)?.['number'] ?? 0) + 1
  }

  lastItem(thread: StoredThread): StoredItem | null {
    return (
      (this.#statements.lastThreadItem.get(this.#user, thread.number) as unknown as StoredItem | undefined) ??
      null
    )
  }

  presence(thread: StoredThread, imported: NamedItem): ItemPresence {
    const { number, createdAt, item } = imported
    const place = this.#statements.isThreadItem.get(this.#user, thread.number, number, createdAt, item)
    if (place === undefined) return 'free'
    if (place['isIt'] === 1) return 'there'
    return this.#sameItems(thread).has(keyOf(imported)) ? 'there' : 'taken'
  }

  /** Reads the thread once for all imported items: where every number is taken, each item would read all the others. */
  #sameItems({ number, name }: StoredThread): Set<string> {
    const known = this.#same.get(number)
    if (known !== undefined) return known
    const sought = this.#imported.filter((item) => item.name === name)
    const pairs = sought.map(({ createdAt, item }) => [createdAt, item])
    const rows = this.#statements.sameThreadItems.all(this.#user, number, JSON.stringify(pairs))
    const same = new Set((rows as unknown as readonly StoredItem[]).map(keyOf))
    this.#same.set(number, same)
    return same
  }

  add(thread: StoredThread, items: readonly StoredItem[]): void {
    this.#write(thread)
    const same = this.#same.get(thread.number)
    for (const { number, createdAt, item } of items) {
      this.#statements.insertThreadItem.run(this.#user, thread.number, number, createdAt, item)
      same?.add(keyOf({ createdAt, item }))
    }
  }

  #write({ number, name, items, bytes }: StoredThread): void {
    this.#statements.writeThread.run(this.#user, number, name, items, bytes)
  }

  remove(thread: StoredThread, number: number | null): void {
    const { blankKeyedAppends, deleteThread, deleteThreadItem, deleteThreadItems } = this.#statements
    blankKeyedAppends.run(this.#user, thread.number, number)
    if (number === null) deleteThreadItems.run(this.#user, thread.number)
    else deleteThreadItem.run(this.#user, thread.number, number)
    if (thread.items === 0) deleteThread.run(this.#user, thread.number)
    else this.#write(thread)
  }

  keyedAppend(key: Uint8Array): KeyedAppend | null {
    return (
      (this.#statements.findKeyedAppend.get(this.#user, key) as unknown as KeyedAppend | undefined) ?? null
    )
  }

  addKeyedAppend(key: Uint8Array, { draft, thread, first, appended, items }: KeyedAppend): boolean {
    const { deleteKeyedAppends, insertKeyedAppend, lastKeyedAppend } = this.#statements
    const number = Number(lastKeyedAppend.get(this.#user)?.['number'] ?? 0) + 1
    insertKeyedAppend.run(this.#user, number, key, draft, thread, first, appended, items)
    deleteKeyedAppends.run(this.#user, number - rememberedSaves)
    return number <= rememberedSaves
  }
}

function keyOf({ createdAt, item }: Pick<StoredItem, 'createdAt' | 'item'>): string {
  return `${createdAt} ${item}`
}

/** Reads one user's threads. */
export function threadReader(statements: Statements, user: number): ThreadReader {
  return {
    itemsBefore: (name, before, limit) =>
      statements.threadItemsBefore.all(
        user,
        name,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      ) as unknown as StoredItem[],
    threadsBefore: (number, limit) =>
      statements.threadsBefore.all(
        user,
        number ?? Number.MAX_SAFE_INTEGER,
        limit,
      ) as unknown as ListedThread[],
    itemsAfter: ({ thread, number }, limit) =>
      statements.threadItemsAfter.all(user, thread, number, limit) as unknown as (StoredItem & NamedItem)[],
  }
}
