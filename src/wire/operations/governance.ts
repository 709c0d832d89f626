import { erasureReceiptSchema } from '../../core/schemas/user/erasure.ts'
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import { journalPageSchema } from '../../core/schemas/user/journal.ts'
import { pauseOptionsSchema, userSettingsSchema } from '../../core/schemas/user/settings.ts'
import { nothing } from './no-input.ts'
import { operation } from './operation.ts'

/** Operations that pause a memory and resume it, and tell what it gave out. */
export const pauseOperations = [
  operation({
    name: 'mem_pause',
    method: 'pause',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: pauseOptionsSchema,
    output: userSettingsSchema,
  }),
  operation({
    name: 'mem_resume',
    method: 'resume',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: nothing,
    output: userSettingsSchema,
  }),
  operation({
    name: 'mem_settings',
    method: 'settings',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: nothing,
    output: userSettingsSchema,
  }),
  operation({
    name: 'mem_journal',
    method: 'journal',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: pageOptionsSchema,
    output: journalPageSchema,
  }),
] as const

/** Operations that remove everything of a user. */
export const erasureOperations = [
  operation({
    name: 'mem_erase_user',
    method: 'erase',
    scope: 'erase',
    effect: 'destroys',
    idempotent: true,
    input: nothing,
    output: erasureReceiptSchema,
  }),
] as const
