import * as z from 'zod/mini'
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import {
  threadAppendedSchema,
  threadItemSchema,
  threadItemsSchema,
  threadListPageSchema,
  threadPageSchema,
  threadReadOptionsSchema,
} from '../../core/schemas/thread.ts'
import { operation } from './operation.ts'

const ofThread = z.strictObject({ thread: z.string() })

/** Operations on logs of raw messages. */
export const threadOperations = [
  operation({
    name: 'mem_thread_append',
    method: 'thread',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
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
    input: pageOptionsSchema,
    output: threadListPageSchema,
    run: async (memory, options) => {
      const { threads, nextCursor } = await memory.listThreads(options)
      return { threads: [...threads], nextCursor }
    },
  }),
] as const
