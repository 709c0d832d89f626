import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput, parseOptions } from '../../core/input/input.ts'
import type {
  GetOptions,
  Observation,
  ObservationRef,
  ObservationVersion,
  UpdateOptions,
  SaveResult,
} from '../../core/model.ts'
import { getOptionsSchema } from '../../core/schemas/history.ts'
import { observationId } from '../../core/schemas/observation.ts'
import { updateOptionsSchema } from '../../core/schemas/save.ts'
import { requireTime } from '../../core/input/time-input.ts'
import type { Binding } from './binding.ts'
import { cleanRef } from '../checks/clean-draft.ts'

/** Reads one observation in full, as it is or as an earlier version has it. */
export async function get(
  { store, userId, rules, now }: Binding,
  ref: ObservationRef,
  options?: GetOptions | null,
): Promise<Observation | null> {
  const { revision, asOf } = parseOptions(getOptionsSchema, options, 'get')
  const address = cleanRef(ref, rules)
  const isTimed = asOf !== undefined
  if (isTimed && revision !== undefined)
    invalidInput('cannot be given together with revision', { field: 'asOf' })
  if (isTimed) return store.getVersion(userId, address, { asOf: requireTime(asOf, 'asOf') }, now())
  if (revision !== undefined) return store.getVersion(userId, address, { revision }, now())
  return store.getObservation(userId, address, now())
}

/** Lists the versions of an observation. */
export async function list(
  { store, userId, rules, now }: Binding,
  ref: ObservationRef,
): Promise<ObservationVersion[]> {
  return store.readHistory(userId, cleanRef(ref, rules), now())
}

/** Writes what an earlier version says as a new revision. */
export async function revert(
  { store, userId, rules, writeContext }: Binding,
  ref: ObservationRef,
  revision: number,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const parsed = parseOptions(updateOptionsSchema, options, 'revert')
  const address = cleanRef(ref, rules)
  const version = parseInput(observationId, revision, { field: 'revision' })
  return store.revertObservation(userId, address, version, writeContext(parsed))
}
