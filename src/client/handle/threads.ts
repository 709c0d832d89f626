import { parseInput, parseOptions } from '../../core/input/input.ts'
import { requireJson } from '../../core/input/json-value.ts'
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
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import { keyOptionsSchema } from '../../core/schemas/save.ts'
import { threadItemsSchema, threadReadOptionsSchema } from '../../core/schemas/thread.ts'
import { requireNotBlank, requireString } from './checks/input-checks.ts'
import { defaultListLimit, gather, listBy } from './pages.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** More values than a server takes in one body. */
const mostValues = 2 ** 20

/** A thread of one user on a server. */
export class RemoteThread implements Thread {
  readonly name: string
  readonly #binding: RemoteBinding

  constructor(binding: RemoteBinding, name: string) {
    this.#binding = binding
    this.name = name
  }

  async append(items: readonly unknown[], options?: KeyOptions | null): Promise<ThreadAppended> {
    const { perform, keyOf } = this.#binding
    const keys = parseOptions(keyOptionsSchema(), options, 'append')
    const input = { thread: this.#checkedName(), items: checkedItems(items) }
    return perform('mem_thread_append', input, keyOf(keys))
  }

  /** A page that is larger than what a server gives at a time is put together from several. */
  async read(options?: ThreadReadOptions | null): Promise<ThreadPage> {
    const thread = this.#checkedName()
    const { last = defaultListLimit, before } = parseOptions(threadReadOptionsSchema(), options, 'read')
    const { items, nextCursor } = await gather(last, before, async (atOnce, from) => {
      const page = await this.#binding.perform('mem_thread_read', {
        thread,
        last: atOnce,
        before: from ?? undefined,
      })
      return { items: page.items.toReversed(), nextCursor: page.nextBefore }
    })
    return { items: items.toReversed(), nextBefore: nextCursor }
  }

  async pop(): Promise<ThreadItem | null> {
    return (await this.#binding.perform('mem_thread_pop', { thread: this.#checkedName() })).item
  }

  async clear(): Promise<number> {
    return (await this.#binding.perform('mem_thread_clear', { thread: this.#checkedName() })).removed
  }

  #checkedName(): string {
    const name = requireString(this.name, 'thread')
    requireNotBlank(name, 'thread')
    return name
  }
}

/** Refuses values that JSON would change silently. */
function checkedItems(items: unknown): unknown[] {
  const parsed = parseInput(threadItemsSchema(), items, { field: 'items' })
  for (const [index, item] of parsed.entries()) requireJson(item, `items.${index}`, mostValues)
  return parsed
}

/** Lists threads. */
export async function list(
  binding: RemoteBinding,
  options?: ListThreadsOptions | null,
): Promise<ThreadListPage> {
  return listBy(
    binding,
    'mem_thread_list',
    'threads',
    parseOptions(pageOptionsSchema(), options, 'listThreads'),
  )
}
