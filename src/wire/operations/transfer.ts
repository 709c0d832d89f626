import * as z from 'zod/mini'
import { importCountsSchema } from '../../core/schemas/user/transfer.ts'
import { nothing } from './no-input.ts'
import { operation } from './operation.ts'
import { lazily } from '../../core/input/lazily.ts'

const lines = lazily(() => z.strictObject({ lines: z.array(z.string()) }))

/** Operations that take a memory out and in as lines. */
export const transferOperations = [
  operation({
    name: 'mem_export',
    method: 'export',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: nothing,
    output: lines,
  }),
  operation({
    name: 'mem_import',
    method: 'import',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: lines,
    output: importCountsSchema,
  }),
] as const
