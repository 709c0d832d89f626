import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput, parseOptions } from '../../core/input/input.ts'
import type {
  BatchOptions,
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
import { filterSchema } from '../../core/schemas/filter.ts'
import { saveOptionsSchema, summaryOptionsSchema, updateOptionsSchema } from '../../core/schemas/save.ts'
import { forgetOptionsSchema } from '../../core/schemas/session.ts'
import { hasConditions } from '../../engine/rules/filter.ts'
import type { Binding } from './binding.ts'
import { cleanChanges, cleanDraft, cleanRef } from '../checks/clean-draft.ts'
import { cleanDrafts } from '../checks/clean-drafts.ts'
import { cleanFilter } from '../checks/clean-filter.ts'

/** Creates, revises or recognises an observation, or several. */
export function save(
  binding: Binding,
  input: Draft | readonly Draft[],
  options?: SaveOptions | null,
): Promise<SaveResult | SaveResult[]> {
  return isList(input) ? saveMany(binding, input, options) : saveOne(binding, input, options)
}

function isList<Item>(input: Item | readonly Item[]): input is readonly Item[] {
  return Array.isArray(input)
}

async function saveMany(
  { store, userId, rules, writeContext }: Binding,
  drafts: readonly Draft[],
  options?: BatchOptions | null,
): Promise<SaveResult[]> {
  const parsed = parseOptions(summaryOptionsSchema(), options, 'save')
  const clean = cleanDrafts(drafts, rules)
  return clean.length === 0 ? [] : store.saveObservations(userId, clean, writeContext(parsed))
}

async function saveOne(
  { store, userId, rules, writeContext }: Binding,
  draft: Draft,
  options?: SaveOptions | null,
): Promise<SaveResult> {
  const parsed = parseOptions(saveOptionsSchema(), options, 'save')
  const clean = cleanDraft(draft, rules)
  if (parsed.ifRevision !== undefined && clean.topicKey === null)
    invalidInput('needs a topic key', { field: 'ifRevision' })
  return store.saveObservation(userId, clean, writeContext(parsed))
}

/** Changes fields of an observation as a new revision. */
export async function update(
  { store, userId, rules, writeContext }: Binding,
  ref: ObservationRef,
  changes: Changes,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const parsed = parseOptions(updateOptionsSchema(), options, 'update')
  const address = cleanRef(ref, rules)
  const clean = cleanChanges(changes, rules)
  return store.updateObservation(userId, address, clean, writeContext(parsed))
}

/** Makes a proposal a part of the memory. */
export async function approve(
  { store, userId, rules, writeContext }: Binding,
  ref: ObservationRef,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const parsed = parseOptions(updateOptionsSchema(), options, 'approve')
  const address = cleanRef(ref, rules)
  return store.approveObservation(userId, address, writeContext(parsed))
}

/** Removes one observation, or one of its versions. With `explain`, finds the summaries that may still tell of it. */
export async function forget(
  { store, userId, rules, now }: Binding,
  ref: ObservationRef,
  options?: ForgetOptions | null,
): Promise<boolean | Forgotten> {
  const { explain, revision } = parseOptions(forgetOptionsSchema(), options, 'forget')
  const address = cleanRef(ref, rules)
  if (revision !== undefined) {
    if (explain === true) invalidInput('cannot be given together with explain', { field: 'revision' })
    return store.forgetVersion(userId, address, revision, now())
  }
  if (explain !== true) return store.forgetObservation(userId, address, now())
  // The words are gone once the observation is.
  const mentionedIn = await store.findMentions(userId, address, now())
  const forgotten = await store.forgetObservation(userId, address, now())
  return { forgotten, mentionedIn: forgotten ? mentionedIn : [] }
}

/** Removes every observation that meets all conditions. */
export async function forgetAll(
  { store, userId, rules, now }: Binding,
  filter: ObservationFilter,
): Promise<ForgottenCount> {
  const clean = cleanFilter(parseInput(filterSchema(), filter, 'forgetAll'), rules)
  if (!hasConditions(clean)) invalidInput('forgetAll: needs at least one condition; erase removes everything')
  return { forgotten: await store.forgetObservations(userId, clean, now()) }
}
