import type { threadOperations } from '../operations/threads.ts'
import type { Runs } from './runs.ts'

export const threadRuns: Runs<typeof threadOperations> = {
  mem_thread_append: async (memory, { thread, items }, options) =>
    memory.thread(thread).append(items, options),
  mem_thread_read: async (memory, { thread, ...options }) => {
    const { items, nextBefore } = await memory.thread(thread).read(options)
    return { items: [...items], nextBefore }
  },
  mem_thread_pop: async (memory, { thread }) => ({ item: await memory.thread(thread).pop() }),
  mem_thread_clear: async (memory, { thread }) => ({ removed: await memory.thread(thread).clear() }),
  mem_thread_list: async (memory, options) => {
    const { threads, nextCursor } = await memory.listThreads(options)
    return { threads: [...threads], nextCursor }
  },
}
