import type {
  FoundThread,
  ItemPresence,
  KeyedAppend,
  ListedThread,
  NamedItem,
  StoredItem,
  StoredThread,
  ThreadNeeds,
  ThreadReader,
  ThreadRows,
} from '../../engine/port/thread-rows.ts'
import { rememberedSaves } from '../../engine/rules/idempotency.ts'
import type { Transaction } from './connection/transaction.ts'
import { maxId } from './tables/schema.ts'
import type { Sender } from './tables/statements.ts'

/** Rows of threads as a write found them. */
export interface FoundThreads {
  readonly threads: readonly FoundThread[]
  /** Number of the user's last thread; 0: none. */
  readonly lastThread: number
  readonly lastItem: StoredItem | null
  /** Presence of each item of an import that has a taken number. */
  readonly taken: ReadonlyMap<string, ItemPresence>
  readonly keyedAppend: KeyedAppend | null
  /** Number of the user's last keyed append; 0: none. */
  readonly lastKeyedAppend: number
}

/** A row of `thread_append`: the requested one, or the user's last. */
interface KeyedAppendRow extends KeyedAppend {
  readonly isIt: boolean
  readonly number: number
}

const nothing: FoundThreads = {
  threads: [],
  lastThread: 0,
  lastItem: null,
  taken: new Map(),
  keyedAppend: null,
  lastKeyedAppend: 0,
}

/** Reads what a write needs of threads; the queries travel with those that were asked before. */
export async function findThreads(
  transaction: Transaction,
  needs: ThreadNeeds | undefined,
): Promise<FoundThreads> {
  if (needs === undefined) return nothing
  const { names, lastItem = false, appendedUnder, imported = [] } = needs
  const [threads, lastThread, last, taken, keyed] = await Promise.all([
    transaction.ask<FoundThread>('findThreads', names),
    transaction.ask<{ readonly number: number | null }>('lastThread'),
    lastItem ? transaction.ask<StoredItem>('lastThreadItem', names[0]) : [],
    imported.length === 0 ? [] : transaction.ask<TakenRow>('takenThreadItems', ...columnsOf(imported)),
    appendedUnder === undefined ? [] : transaction.ask<KeyedAppendRow>('keyedAppendsForWrite', appendedUnder),
  ])
  return {
    threads,
    lastThread: lastThread[0]?.number ?? 0,
    lastItem: last[0] ?? null,
    taken: new Map(
      taken.map(({ place, isThere }) => [keyOf(imported[place]!), isThere ? 'there' : 'taken'] as const),
    ),
    keyedAppend: keyed.find(({ isIt }) => isIt) ?? null,
    lastKeyedAppend: keyed.find(({ isIt }) => !isIt)?.number ?? 0,
  }
}

/** A row of `takenThreadItems`. */
interface TakenRow {
  /** Index of the item among those that were asked about. */
  readonly place: number
  readonly isThere: boolean
}

function columnsOf(items: readonly NamedItem[]): readonly (readonly unknown[])[] {
  return [
    items.map((_, index) => index),
    items.map(({ name }) => name),
    items.map(({ number }) => number),
    items.map(({ createdAt }) => createdAt),
    items.map(({ item }) => item),
  ]
}

function keyOf({ name, number, createdAt, item }: NamedItem): string {
  return JSON.stringify([name, number, createdAt, item])
}

/** One user's threads as a write sees them: what it found, and what it adds. */
export class PostgresThreadRows implements ThreadRows {
  readonly #found: FoundThreads
  readonly #threads: Map<string, FoundThread>
  readonly #changed = new Map<number, StoredThread>()
  readonly #added: StoredItem[] = []
  /** Changes beside the added items, in their order. */
  readonly #others: ((sender: Sender) => Promise<unknown>)[] = []

  constructor(found: FoundThreads) {
    this.#found = found
    this.#threads = new Map(found.threads.map((thread) => [thread.name, thread]))
  }

  find(name: string): FoundThread | null {
    return this.#threads.get(name) ?? null
  }

  nextNumber(): number {
    const added = [...this.#changed.keys()]
    return Math.max(this.#found.lastThread, ...added) + 1
  }

  lastItem(): StoredItem | null {
    return this.#found.lastItem
  }

  presence(thread: StoredThread, imported: NamedItem): ItemPresence {
    const found = this.#found.taken.get(keyOf(imported)) ?? 'free'
    const added = this.#added.filter((other) => other.thread === thread.number)
    const isTaken = found !== 'free' || added.some(({ number }) => number === imported.number)
    if (!isTaken) return 'free'
    const isAdded = added.some(
      ({ createdAt, item }) => createdAt === imported.createdAt && item === imported.item,
    )
    return found === 'there' || isAdded ? 'there' : 'taken'
  }

  add(thread: StoredThread, items: readonly StoredItem[]): void {
    const last = Math.max(this.find(thread.name)?.last ?? 0, ...items.slice(-1).map(({ number }) => number))
    this.#threads.set(thread.name, { ...thread, last })
    this.#changed.set(thread.number, thread)
    this.#added.push(...items)
  }

  remove(thread: StoredThread, number: number | null): void {
    this.#others.push(
      (sender) => sender.ask('blankKeyedAppends', thread.number, number),
      (sender) =>
        number === null
          ? sender.ask('deleteThreadItems', thread.number)
          : sender.ask('deleteThreadItem', thread.number, number),
    )
    if (thread.items === 0) this.#others.push((sender) => sender.ask('deleteThread', thread.number))
    else this.#changed.set(thread.number, thread)
  }

  keyedAppend(): KeyedAppend | null {
    return this.#found.keyedAppend
  }

  addKeyedAppend(key: Uint8Array, { draft, thread, first, appended, items }: KeyedAppend): boolean {
    const number = this.#found.lastKeyedAppend + 1
    this.#others.push(
      (sender) => sender.ask('addKeyedAppend', number, key, draft, thread, first, appended, items),
      (sender) => sender.ask('dropKeyedAppends', number - rememberedSaves),
    )
    return number <= rememberedSaves
  }

  /** Sends the changes so far. */
  send(sender: Sender): Promise<unknown>[] {
    const changed = [...this.#changed.values()]
    const added = this.#added.splice(0)
    const others = this.#others.splice(0)
    this.#changed.clear()
    return [
      ...(changed.length === 0 ? [] : [writeThreads(sender, changed)]),
      ...(added.length === 0 ? [] : [insertItems(sender, added)]),
      ...others.map((send) => send(sender)),
    ]
  }
}

function writeThreads(sender: Sender, threads: readonly StoredThread[]): Promise<unknown> {
  return sender.ask(
    'writeThreads',
    threads.map(({ number }) => number),
    threads.map(({ name }) => name),
    threads.map(({ items }) => items),
    threads.map(({ bytes }) => bytes),
  )
}

function insertItems(sender: Sender, items: readonly StoredItem[]): Promise<unknown> {
  return sender.ask(
    'insertThreadItems',
    items.map(({ thread }) => thread),
    items.map(({ number }) => number),
    items.map(({ createdAt }) => createdAt),
    items.map(({ item }) => item),
  )
}

/** Reads one user's threads. */
export function threadReader(transaction: Transaction): ThreadReader {
  return {
    itemsBefore: (name, before, limit) =>
      transaction.ask<StoredItem>('threadItemsBefore', name, withinIds(before), limit),
    threadsBefore: (number, limit) =>
      transaction.ask<ListedThread>('threadsBefore', withinIds(number), limit),
    itemsAfter: ({ thread, number }, limit) =>
      transaction.ask<StoredItem & { readonly name: string }>('threadItemsAfter', thread, number, limit),
  }
}

/** A bound that the database's integers hold. */
function withinIds(number: number | null): number {
  return Math.min(number ?? maxId + 1, maxId + 1)
}
