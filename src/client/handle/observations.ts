import { parseInput, parseOptions } from '../../core/input/input.ts'
import { mostDataValues, requireJson } from '../../core/input/json-value.ts'
import type {
  Changes,
  Draft,
  ForgetOptions,
  Forgotten,
  ForgottenCount,
  ObservationFilter,
  ObservationRef,
  SaveOptions,
  SaveResult,
  UpdateOptions,
} from '../../core/model.ts'
import {
  changesSchema,
  draftSchema,
  saveOptionsSchema,
  updateOptionsSchema,
} from '../../core/schemas/save.ts'
import { filterSchema } from '../../core/schemas/filter.ts'
import { forgetOptionsSchema } from '../../core/schemas/session.ts'
import { filterFields, writtenTime } from './checks/filter-fields.ts'
import { fieldsOf, requireNotBlank } from './checks/input-checks.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Creates, revises or recognises an observation. */
export async function save(
  { perform, keyOf }: RemoteBinding,
  draft: Draft,
  options?: SaveOptions | null,
): Promise<SaveResult> {
  const parsed = parseInput(draftSchema, draft, 'save')
  requireNotBlank(parsed.topicKey, 'topicKey')
  requireBeside(parsed)
  const { ifRevision, sessionKey, ...keys } = parseOptions(saveOptionsSchema, options, 'save')
  requireNotBlank(sessionKey, 'sessionKey')
  return perform('mem_save', { ...parsed, ...writtenEnd(parsed), ifRevision, sessionKey }, keyOf(keys))
}

/** Checks what a server would take for something else, or JSON would change. */
function requireBeside({ data, source, keywords }: Pick<Changes, 'data' | 'source' | 'keywords'>): void {
  if (data !== undefined && data !== null) requireJson(data, 'data', mostDataValues)
  requireNotBlank(source, 'source')
  for (const keyword of keywords ?? []) requireNotBlank(keyword, 'keywords')
}

function writtenEnd({ expiresAt }: Pick<Changes, 'expiresAt'>): { expiresAt: string | null | undefined } {
  return { expiresAt: expiresAt === null ? null : writtenTime(expiresAt, 'expiresAt') }
}

/** Changes fields of an observation as a new revision. */
export async function update(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  changes: Changes,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const { topicKey: newTopicKey, ...others } = parseInput(changesSchema, changes, 'changes')
  const { ifRevision, sessionKey } = parseOptions(updateOptionsSchema, options, 'update')
  requireNotBlank(sessionKey, 'sessionKey')
  const { type, title } = others
  for (const [field, text] of Object.entries({ type, title, topicKey: newTopicKey }))
    requireNotBlank(text, field)
  requireBeside(others)
  const input = { ...fieldsOf(ref), ...others, ...writtenEnd(others), newTopicKey, ifRevision, sessionKey }
  return (await perform('mem_update', input)).updated
}

/** Removes one observation. With `explain`, finds the summaries that may still tell of it. */
export async function forget(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  options?: ForgetOptions | null,
): Promise<boolean | Forgotten> {
  const { explain, revision } = parseOptions(forgetOptionsSchema, options, 'forget')
  const input = { ...fieldsOf(ref), revision }
  if (explain !== true) return (await perform('mem_forget', input)).forgotten
  const { forgotten, mentionedIn = [] } = await perform('mem_forget', { ...input, explain })
  return { forgotten, mentionedIn }
}

/** Removes every observation that meets all conditions. */
export async function forgetAll(
  { perform }: RemoteBinding,
  filter: ObservationFilter,
): Promise<ForgottenCount> {
  const given = parseInput(filterSchema, filter, 'forgetAll')
  return perform('mem_forget_all', filterFields(given))
}
