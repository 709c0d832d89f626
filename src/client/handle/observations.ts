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
  summaryOptionsSchema,
  updateOptionsSchema,
} from '../../core/schemas/save.ts'
import { filterSchema } from '../../core/schemas/filter.ts'
import { forgetOptionsSchema } from '../../core/schemas/session.ts'
import { filterFields, writtenTime } from './checks/filter-fields.ts'
import { fieldsOf, requireNotBlank } from './checks/input-checks.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Creates, revises or recognises an observation, or several. */
export async function save(
  { perform, keyOf }: RemoteBinding,
  input: Draft | readonly Draft[],
  options?: SaveOptions | null,
): Promise<SaveResult | SaveResult[]> {
  const isMany = Array.isArray(input)
  const { sessionKey, ...others } = parseOptions(
    // The schema of a batch is that of a save without `ifRevision`.
    (isMany ? summaryOptionsSchema() : saveOptionsSchema()) as ReturnType<typeof saveOptionsSchema>,
    options,
    'save',
  )
  requireNotBlank(sessionKey, 'sessionKey')
  const drafts = Array.from(isMany ? input : [input], (draft: Draft, index) => {
    const place = isMany ? `drafts.${index}` : undefined
    const parsed = parseInput(draftSchema(), draft, place === undefined ? 'save' : { field: place })
    requireBeside(parsed, place)
    return { ...parsed, ...writtenEnd(parsed, place) }
  })
  const key = keyOf(others)
  if (!isMany) return perform('mem_save', { ...drafts[0]!, ifRevision: others.ifRevision, sessionKey }, key)
  return (await perform('mem_save_many', { drafts, sessionKey }, key)).results
}

/** Checks what a server would take for something else, or JSON would change. */
function requireBeside(
  { topicKey, data, source, keywords }: Pick<Changes, 'topicKey' | 'data' | 'source' | 'keywords'>,
  within?: string,
): void {
  const fieldOf = (name: string): string => (within === undefined ? name : `${within}.${name}`)
  if (data !== undefined && data !== null) requireJson(data, fieldOf('data'), mostDataValues)
  requireNotBlank(topicKey, fieldOf('topicKey'))
  requireNotBlank(source, fieldOf('source'))
  for (const keyword of keywords ?? []) requireNotBlank(keyword, fieldOf('keywords'))
}

function writtenEnd(
  { expiresAt }: Pick<Changes, 'expiresAt'>,
  within?: string,
): { expiresAt: string | null | undefined } {
  const field = within === undefined ? 'expiresAt' : `${within}.expiresAt`
  return { expiresAt: expiresAt === null ? null : writtenTime(expiresAt, field) }
}

/** Changes fields of an observation as a new revision. */
export async function update(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  changes: Changes,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const { topicKey: newTopicKey, ...others } = parseInput(changesSchema(), changes, 'changes')
  const { ifRevision, sessionKey } = parseOptions(updateOptionsSchema(), options, 'update')
  requireNotBlank(sessionKey, 'sessionKey')
  const { type, title } = others
  for (const [field, text] of Object.entries({ type, title, topicKey: newTopicKey }))
    requireNotBlank(text, field)
  requireBeside(others)
  const input = { ...fieldsOf(ref), ...others, ...writtenEnd(others), newTopicKey, ifRevision, sessionKey }
  return (await perform('mem_update', input)).updated
}

/** Makes a proposal a part of the memory. */
export async function approve(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const given = parseOptions(updateOptionsSchema(), options, 'approve')
  requireNotBlank(given.sessionKey, 'sessionKey')
  return (await perform('mem_approve', { ...fieldsOf(ref), ...given })).approved
}

/** Removes one observation. With `explain`, finds the summaries that may still tell of it. */
export async function forget(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  options?: ForgetOptions | null,
): Promise<boolean | Forgotten> {
  const { explain, revision } = parseOptions(forgetOptionsSchema(), options, 'forget')
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
  const given = parseInput(filterSchema(), filter, 'forgetAll')
  return perform('mem_forget_all', filterFields(given))
}
