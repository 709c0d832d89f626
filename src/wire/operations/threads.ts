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
import { lazily } from '../../core/input/lazily.ts'

const ofThread = lazily(() => z.strictObject({ thread: z.string() }))

/** Operations on logs of raw messages. */
export const threadOperations = [
  operation({
    name: 'mem_thread_append',
    method: 'thread',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
    input: () => z.extend(ofThread(), { items: threadItemsSchema() }),
    output: threadAppendedSchema,
  }),
  operation({
    name: 'mem_thread_read',
    method: 'thread',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: () => z.extend(ofThread(), threadReadOptionsSchema().shape),
    output: threadPageSchema,
  }),
  operation({
    name: 'mem_thread_pop',
    method: 'thread',
    scope: 'write',
    effect: 'destroys',
    idempotent: false,
    input: ofThread,
    output: () => z.strictObject({ item: z.nullable(threadItemSchema()) }),
  }),
  operation({
    name: 'mem_thread_clear',
    method: 'thread',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    input: ofThread,
    output: () => z.strictObject({ removed: z.int().check(z.nonnegative()) }),
  }),
  operation({
    name: 'mem_thread_list',
    method: 'listThreads',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: pageOptionsSchema,
    output: threadListPageSchema,
  }),
] as const
