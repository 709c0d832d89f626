import { invalidInput } from '../../../core/errors/errors.ts'
import { requireRef } from '../../../core/input/input.ts'
import type { ObservationRef } from '../../../core/model.ts'

/** As many results, neighbours or lines of a page as a server gives at a time. */
export const mostAtOnce = 100

/** Returns the fields on the wire that name an observation. */
export function fieldsOf(ref: ObservationRef): { observationId: number } | { topicKey: string } {
  const checked = requireRef(ref)
  if (typeof checked === 'number') return { observationId: checked }
  requireNotBlank(checked, 'topicKey')
  return { topicKey: checked }
}

/** Checks a text that JavaScript callers may give as another type. */
export function requireString(text: unknown, field: string): string {
  return typeof text === 'string' ? text : invalidInput('must be of type string', { field })
}

/** Refuses a blank text: a server takes an empty field for one that is not given. */
export function requireNotBlank(text: string | null | undefined, field: string): void {
  if (text?.trim() === '') invalidInput('must not be empty', { field })
}

/** Refuses an empty type: a server takes an empty item for none. */
export function requireTypes(types: readonly string[] | undefined, field: string): void {
  if (types?.includes('') === true) invalidInput('must be among the known types', { field })
}

/** Refuses a number that a server would silently cut. */
export function requireAtMost(count: number | undefined, field: string): void {
  if (count !== undefined && count > mostAtOnce)
    invalidInput(`must be at most ${mostAtOnce} over HTTP`, { field })
}
