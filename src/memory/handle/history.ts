import type * as z from 'zod/mini'
import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput, parseOptions } from '../../core/input/input.ts'
import type {
  GetOptions,
  HistoryOptions,
  HistoryPage,
  Observation,
  ObservationRef,
  UpdateOptions,
  SaveResult,
} from '../../core/model.ts'
import { getOptionsSchema, historyOptionsSchema } from '../../core/schemas/history.ts'
import { observationId } from '../../core/schemas/observation.ts'
import { updateOptionsSchema } from '../../core/schemas/save.ts'
import { requireTime } from '../../core/input/time-input.ts'
import type { Binding } from './binding.ts'
import { recorder } from './journal.ts'
import { cleanRef } from '../checks/clean-draft.ts'

/** Versions of a page where the caller names no limit. */
const defaultLimit = 20

/** Reads one observation in full, as it is or as an earlier version has it. */
export async function get(
  binding: Binding,
  ref: ObservationRef,
  options?: GetOptions | null,
): Promise<Observation | null> {
  const parsed = parseOptions(getOptionsSchema(), options, 'get')
  const record = recorder(binding, 'get', parsed)
  const found = await read(binding, ref, parsed)
  await record({ ids: found === null ? [] : [found.id] })
  return found
}

async function read(
  { store, userId, rules, now }: Binding,
  ref: ObservationRef,
  { revision, asOf }: z.output<ReturnType<typeof getOptionsSchema>>,
): Promise<Observation | null> {
  const address = cleanRef(ref, rules)
  const isTimed = asOf !== undefined
  if (isTimed && revision !== undefined)
    invalidInput('cannot be given together with revision', { field: 'asOf' })
  if (isTimed) return store.getVersion(userId, address, { asOf: requireTime(asOf, 'asOf') }, now())
  if (revision !== undefined) return store.getVersion(userId, address, { revision }, now())
  return store.getObservation(userId, address, now())
}

/** Lists versions of an observation, a page at a time. */
export async function list(
  { store, userId, rules, now }: Binding,
  ref: ObservationRef,
  options?: HistoryOptions | null,
): Promise<HistoryPage> {
  const { limit = defaultLimit, before = null } = parseOptions(historyOptionsSchema(), options, 'history')
  return store.readHistory(userId, cleanRef(ref, rules), { limit, before, now: now() })
}

/** Writes what an earlier version says as a new revision. */
export async function revert(
  { store, userId, rules, writeContext }: Binding,
  ref: ObservationRef,
  revision: number,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const parsed = parseOptions(updateOptionsSchema(), options, 'revert')
  const address = cleanRef(ref, rules)
  const version = parseInput(observationId(), revision, { field: 'revision' })
  return store.revertObservation(userId, address, version, writeContext(parsed))
}
