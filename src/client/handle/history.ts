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
import { isoTime } from '../../core/time.ts'
import { fieldsOf, requireNotBlank } from './checks/input-checks.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Reads one observation in full, as it is or as an earlier version has it. */
export async function get(
  { perform, own }: RemoteBinding,
  ref: ObservationRef,
  options?: GetOptions | null,
): Promise<Observation | null> {
  const { revision, asOf } = parseOptions(getOptionsSchema, options, 'get')
  const isTimed = asOf !== undefined
  if (isTimed && revision !== undefined)
    invalidInput('cannot be given together with revision', { field: 'asOf' })
  const time = isTimed ? { asOf: isoTime(requireTime(asOf, 'asOf')) } : {}
  const { observation } = await perform('mem_get_observation', { ...fieldsOf(ref), revision, ...time })
  return observation === null ? null : own(observation)
}

/** Lists the versions of an observation. */
export async function list({ perform }: RemoteBinding, ref: ObservationRef): Promise<ObservationVersion[]> {
  return (await perform('mem_history', fieldsOf(ref))).versions
}

/** Writes what an earlier version says as a new revision. */
export async function revert(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  revision: number,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const given = parseOptions(updateOptionsSchema, options, 'revert')
  requireNotBlank(given.sessionKey, 'sessionKey')
  const version = parseInput(observationId, revision, { field: 'revision' })
  return (await perform('mem_revert', { ...fieldsOf(ref), revision: version, ...given })).reverted
}
