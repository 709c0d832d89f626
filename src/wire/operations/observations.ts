import * as z from 'zod/mini'
import { filterFieldsSchema } from '../../core/schemas/filter.ts'
import { natural } from '../../core/schemas/observation.ts'
import {
  changesFieldsSchema,
  draftFieldsSchema,
  draftsSchema,
  inSessionSchema,
  saveResultSchema,
  updateOptionsSchema,
} from '../../core/schemas/save.ts'
import { forgetOptionsSchema, sessionMentionSchema } from '../../core/schemas/session.ts'
import { ofObservation } from './observation-ref.ts'
import { operation } from './operation.ts'

/** Operations that save, change and approve observations. */
export const savingOperations = [
  operation({
    name: 'mem_save',
    method: 'save',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () =>
      z.extend(draftFieldsSchema(), {
        ifRevision: z.optional(natural()),
        ...inSessionSchema().shape,
      }),
    removable: ['expiresAt'],
    output: saveResultSchema,
  }),
  operation({
    name: 'mem_save_many',
    method: 'save',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () => z.strictObject({ drafts: draftsSchema(), ...inSessionSchema().shape }),
    output: () => z.strictObject({ results: z.array(saveResultSchema()) }),
  }),
  operation({
    name: 'mem_update',
    method: 'update',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () =>
      z.extend(ofObservation(), {
        ...z.omit(changesFieldsSchema(), { topicKey: true }).shape,
        newTopicKey: changesFieldsSchema().shape.topicKey,
        ...updateOptionsSchema().shape,
      }),
    removable: ['newTopicKey', 'data', 'source', 'keywords', 'expiresAt'],
    mayBeEmpty: ['content'],
    output: () => z.strictObject({ updated: z.nullable(saveResultSchema()) }),
  }),
  operation({
    name: 'mem_approve',
    method: 'approve',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () => z.extend(ofObservation(), updateOptionsSchema().shape),
    output: () => z.strictObject({ approved: z.nullable(saveResultSchema()) }),
  }),
] as const

/** Operations that remove observations. */
export const forgettingOperations = [
  operation({
    name: 'mem_forget',
    method: 'forget',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    input: () => z.extend(ofObservation(), forgetOptionsSchema().shape),
    output: () =>
      z.strictObject({
        forgotten: z.boolean(),
        mentionedIn: z.optional(z.array(sessionMentionSchema())),
      }),
  }),
  operation({
    name: 'mem_forget_all',
    method: 'forgetAll',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    input: filterFieldsSchema,
    output: () => z.strictObject({ forgotten: natural() }),
  }),
] as const
