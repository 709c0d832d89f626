import * as z from 'zod/mini'
import {
  listThreadsOptionsSchema,
  threadAppendedSchema,
  threadItemSchema,
  threadItemsSchema,
  threadListPageSchema,
  threadPageSchema,
  threadReadOptionsSchema,
} from '../../core/schemas/thread.ts'
import { operation } from './operation.ts'

const ofThread = z.strictObject({ thread: z.string().check(z.describe('Name of the thread')) })

/** Operations on logs of raw messages. */
export const threadOperations = [
  operation({
    name: 'mem_thread_append',
    method: 'thread',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
    description: 'Appends JSON values to a thread, a log of raw messages, in order: all of them or none.',
    input: z.extend(ofThread, { items: threadItemsSchema }),
    output: threadAppendedSchema,
    run: async (memory, { thread, items }, options) => memory.thread(thread).append(items, options),
  }),
  operation({
    name: 'mem_thread_read',
    method: 'thread',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Returns the last items of a thread, oldest first.',
    input: z.extend(ofThread, threadReadOptionsSchema.shape),
    output: threadPageSchema,
    run: async (memory, { thread, ...options }) => {
      const { items, nextBefore } = await memory.thread(thread).read(options)
      return { items: [...items], nextBefore }
    },
  }),
  operation({
    name: 'mem_thread_pop',
    method: 'thread',
    scope: 'write',
    effect: 'destroys',
    idempotent: false,
    description: 'Removes the last item of a thread for good and returns it; null where the thread is empty.',
    input: ofThread,
    output: z.strictObject({ item: z.nullable(threadItemSchema) }),
    run: async (memory, { thread }) => ({ item: await memory.thread(thread).pop() }),
  }),
  operation({
    name: 'mem_thread_clear',
    method: 'thread',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    description: 'Removes every item of a thread for good and returns how many there were.',
    input: ofThread,
    output: z.strictObject({ removed: z.int().check(z.nonnegative()) }),
    run: async (memory, { thread }) => ({ removed: await memory.thread(thread).clear() }),
  }),
  operation({
    name: 'mem_thread_list',
    method: 'listThreads',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Lists threads, the one that began last first, by pages.',
    input: listThreadsOptionsSchema,
    output: threadListPageSchema,
    run: async (memory, options) => {
      const { threads, nextCursor } = await memory.listThreads(options)
      return { threads: [...threads], nextCursor }
    },
  }),
] as const
