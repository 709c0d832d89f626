import { parseOptions } from '../../core/input/input.ts'
import type {
  KeyOptions,
  ListThreadsOptions,
  Thread,
  ThreadAppended,
  ThreadItem,
  ThreadListPage,
  ThreadPage,
  ThreadReadOptions,
} from '../../core/model.ts'
import { keyOptionsSchema } from '../../core/schemas/save.ts'
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import { threadReadOptionsSchema } from '../../core/schemas/thread.ts'
import type { ThreadEntry } from '../../core/store/store.ts'
import { cleanItems, requireThreadName } from '../checks/clean-items.ts'
import { decodeThreadCursor, encodeCursor } from '../checks/cursor.ts'
import type { Binding } from './binding.ts'

const defaultLimit = 50

/** A thread of one user. */
export class BoundThread implements Thread {
  readonly name: string
  readonly #binding: Binding

  constructor(binding: Binding, name: string) {
    this.#binding = binding
    this.name = name
  }

  async append(items: readonly unknown[], options?: KeyOptions | null): Promise<ThreadAppended> {
    const { store, userId, config, now } = this.#binding
    const keys = parseOptions(keyOptionsSchema(), options, 'append')
    const name = requireThreadName(this.name)
    const clean = cleanItems(items, config.limits.itemBytes)
    return store.appendToThread(userId, name, clean, { now: now(), quota: config.quota, ...keys })
  }

  async read(options?: ThreadReadOptions | null): Promise<ThreadPage> {
    const { store, userId } = this.#binding
    const { last = defaultLimit, before = null } = parseOptions(threadReadOptionsSchema(), options, 'read')
    const { items, nextBefore } = await store.readThread(userId, requireThreadName(this.name), {
      last,
      before,
    })
    return { items: items.map(toItem), nextBefore }
  }

  async pop(): Promise<ThreadItem | null> {
    const { store, userId } = this.#binding
    const popped = await store.popFromThread(userId, requireThreadName(this.name))
    return popped === null ? null : toItem(popped)
  }

  async clear(): Promise<number> {
    const { store, userId } = this.#binding
    return store.clearThread(userId, requireThreadName(this.name))
  }
}

function toItem({ number, item, createdAt }: ThreadEntry): ThreadItem {
  return { number, item: JSON.parse(item) as unknown, createdAt }
}

/** Lists threads, a page at a time. */
export async function list(
  { store, userId }: Binding,
  options?: ListThreadsOptions | null,
): Promise<ThreadListPage> {
  const { limit = defaultLimit, cursor } = parseOptions(pageOptionsSchema(), options, 'listThreads')
  const after = cursor === undefined || cursor === null ? null : decodeThreadCursor(cursor)
  const page = await store.listThreads(userId, { limit, after })
  return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
}
