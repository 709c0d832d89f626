import type { TimeInput } from '../../../core/model.ts'
import { requireDataConditions } from '../../../core/input/data-conditions.ts'
import { requireTime } from '../../../core/input/time-input.ts'
import { isoTime } from '../../../core/time.ts'
import { requireNotBlank, requireTypes } from './input-checks.ts'

/** Conditions of a filter that its schema has let through. */
interface Filter {
  readonly types?: readonly string[] | undefined
  readonly typesExclude?: readonly string[] | undefined
  readonly excludeTypes?: readonly string[] | undefined
  readonly topicKeyPrefix?: string | undefined
  readonly source?: string | undefined
  readonly data?: { readonly [path: string]: string | number | boolean | null } | undefined
  readonly session?: string | undefined
  readonly createdAfter?: TimeInput | undefined
  readonly createdBefore?: TimeInput | undefined
  readonly updatedAfter?: TimeInput | undefined
  readonly updatedBefore?: TimeInput | undefined
}

/**
 * Writes a filter as the wire carries it, where times are texts. Errors: `invalid_input`.
 *
 * @param within - place of the filter in the caller's options, as in `filter.`
 */
export function filterFields<Given extends Filter>(filter: Given, within = '') {
  for (const name of ['types', 'typesExclude', 'excludeTypes'] as const)
    requireTypes(filter[name], `${within}${name}`)
  for (const name of ['topicKeyPrefix', 'source', 'session'] as const)
    requireNotBlank(filter[name], `${within}${name}`)
  if (filter.data !== undefined) requireDataConditions(filter.data, `${within}data`)
  return {
    ...filter,
    createdAfter: writtenTime(filter.createdAfter, `${within}createdAfter`),
    createdBefore: writtenTime(filter.createdBefore, `${within}createdBefore`),
    updatedAfter: writtenTime(filter.updatedAfter, `${within}updatedAfter`),
    updatedBefore: writtenTime(filter.updatedBefore, `${within}updatedBefore`),
  }
}

/** Writes a time as the wire carries it. Errors: `invalid_input`. */
export function writtenTime(time: TimeInput | undefined, field: string): string | undefined {
  return time === undefined ? undefined : isoTime(requireTime(time, field))
}
