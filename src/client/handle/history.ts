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
import { isoTime } from '../../core/time.ts'
import { fieldsOf, requireNotBlank } from './checks/input-checks.ts'
import { gather } from './pages.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Versions of a page where the caller names no limit. */
const defaultLimit = 20

/** Reads one observation in full, as it is or as an earlier version has it. */
export async function get(
  { perform, own }: RemoteBinding,
  ref: ObservationRef,
  options?: GetOptions | null,
): Promise<Observation | null> {
  const { revision, asOf, purpose } = parseOptions(getOptionsSchema(), options, 'get')
  const isTimed = asOf !== undefined
  if (isTimed && revision !== undefined)
    invalidInput('cannot be given together with revision', { field: 'asOf' })
  const time = isTimed ? { asOf: isoTime(requireTime(asOf, 'asOf')) } : {}
  const input = { ...fieldsOf(ref), revision, purpose, ...time }
  const { observation } = await perform('mem_get_observation', input)
  return observation === null ? null : own(observation)
}

/** Lists versions of an observation. A page that is larger than what a server gives at a time is put together from several. */
export async function list(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  options?: HistoryOptions | null,
): Promise<HistoryPage> {
  const address = fieldsOf(ref)
  const { limit = defaultLimit, before } = parseOptions(historyOptionsSchema(), options, 'history')
  const { items, nextCursor } = await gather(limit, before, async (atOnce, from) => {
    const page = await perform('mem_history', { ...address, limit: atOnce, before: from ?? undefined })
    return { items: page.versions, nextCursor: page.nextBefore }
  })
  return { versions: items, nextBefore: nextCursor }
}

/** Writes what an earlier version says as a new revision. */
export async function revert(
  { perform }: RemoteBinding,
  ref: ObservationRef,
  revision: number,
  options?: UpdateOptions | null,
): Promise<SaveResult | null> {
  const given = parseOptions(updateOptionsSchema(), options, 'revert')
  requireNotBlank(given.sessionKey, 'sessionKey')
  const version = parseInput(observationId(), revision, { field: 'revision' })
  return (await perform('mem_revert', { ...fieldsOf(ref), revision: version, ...given })).reverted
}
