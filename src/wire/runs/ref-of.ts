import { invalidInput } from '../../core/errors/errors.ts'
import type { ObservationRef } from '../../core/model.ts'
import type { ObservationFields } from '../operations/observation-ref.ts'

/** The observation that an input names. Errors: `invalid_input` unless it names one, by id or by topic key. */
export function refOf({ observationId, topicKey }: ObservationFields): ObservationRef {
  const given = [observationId, topicKey].filter((each) => each !== undefined && each !== null)
  if (given.length > 1) invalidInput('cannot be given together with an id', { field: 'topicKey' })
  return given[0] ?? invalidInput('is missing; give the id, or the topic key', { field: 'observationId' })
}
