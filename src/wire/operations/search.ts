import * as z from 'zod/mini'
import { contextFieldsSchema, memoryContextSchema } from '../../core/schemas/context.ts'
import { listFieldsSchema, listPageSchema, timelineOptionsSchema } from '../../core/schemas/list.ts'
import { versionFieldsSchema } from '../../core/schemas/history.ts'
import { compactSchema, observationSchema } from '../../core/schemas/observation.ts'
import {
  foundObservationSchema,
  scorePartsSchema,
  searchExplanationSchema,
  searchFieldsSchema,
} from '../../core/schemas/search.ts'
import { statsSchema } from '../../core/schemas/user/stats.ts'
import { nothing } from './no-input.ts'
import { ofObservation } from './observation-ref.ts'
import { operation } from './operation.ts'

/** Operations that find, read and count observations. */
export const searchOperations = [
  operation({
    name: 'mem_search',
    method: 'search',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: () => z.extend(searchFieldsSchema(), { query: z.string() }),
    output: () =>
      z.strictObject({
        results: z.array(
          z.extend(z.partial(foundObservationSchema()), {
            ...compactSchema().shape,
            parts: z.optional(scorePartsSchema()),
          }),
        ),
        emptyBecause: z.optional(searchExplanationSchema().shape.emptyBecause),
        meaning: searchExplanationSchema().shape.meaning,
      }),
  }),
  operation({
    name: 'mem_context',
    method: 'context',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: contextFieldsSchema,
    output: memoryContextSchema,
  }),
  operation({
    name: 'mem_get_observation',
    method: 'get',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: () => z.extend(ofObservation(), versionFieldsSchema().shape),
    output: () => z.strictObject({ observation: z.nullable(observationSchema()) }),
  }),
  operation({
    name: 'mem_timeline',
    method: 'timeline',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: () => z.extend(timelineOptionsSchema(), ofObservation().shape),
    output: () => z.strictObject({ observations: z.array(observationSchema()) }),
  }),
  operation({
    name: 'mem_stats',
    method: 'stats',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: nothing,
    output: statsSchema,
  }),
  operation({
    name: 'mem_list',
    method: 'list',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: listFieldsSchema,
    output: listPageSchema,
  }),
] as const
