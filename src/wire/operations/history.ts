import * as z from 'zod/mini'
import { historyOptionsSchema, historyPageSchema } from '../../core/schemas/history.ts'
import { observationId } from '../../core/schemas/observation.ts'
import { saveResultSchema, updateOptionsSchema } from '../../core/schemas/save.ts'
import { ofObservation } from './observation-ref.ts'
import { operation } from './operation.ts'

/** Operations on earlier versions of an observation. */
export const historyOperations = [
  operation({
    name: 'mem_history',
    method: 'history',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: () => z.extend(ofObservation(), historyOptionsSchema().shape),
    output: historyPageSchema,
  }),
  operation({
    name: 'mem_revert',
    method: 'revert',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () => z.extend(ofObservation(), { revision: observationId(), ...updateOptionsSchema().shape }),
    output: () => z.strictObject({ reverted: z.nullable(saveResultSchema()) }),
  }),
] as const
