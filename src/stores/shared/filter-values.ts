import type { ObservationStatus } from '../../core/model.ts'
import type { CleanFilter } from '../../core/store/store.ts'
import { meetsData, textsInData } from '../../engine/rules/data/data-conditions.ts'

/** Values of a filter's conditions as statements take them, in this order; null: there is no such condition. */
export interface FilterValues {
  readonly types: readonly string[] | null
  readonly typesExclude: readonly string[] | null
  readonly topicKeyPrefix: string | null
  readonly source: string | null
  readonly pinned: boolean | null
  /** Texts that data which meets the conditions holds. The rows that have them need `dataCheckOf`, too. */
  readonly dataTexts: readonly string[] | null
  readonly status: ObservationStatus
  readonly session: string | null
  /** Bounds of times, of which each first one counts; without a condition, no time lies beyond them. */
  readonly times: readonly [
    createdAfter: number,
    createdBefore: number,
    updatedAfter: number,
    updatedBefore: number,
  ]
}

/** Returns the values of a filter. */
export function filterValues(filter: CleanFilter): FilterValues {
  const {
    createdAfter = Number.MIN_SAFE_INTEGER,
    createdBefore = Number.MAX_SAFE_INTEGER,
    updatedAfter = Number.MIN_SAFE_INTEGER,
    updatedBefore = Number.MAX_SAFE_INTEGER,
  } = filter
  return {
    types: filter.types ?? null,
    typesExclude: filter.typesExclude ?? null,
    topicKeyPrefix: filter.topicKeyPrefix ?? null,
    source: filter.source ?? null,
    pinned: filter.pinned ?? null,
    dataTexts: filter.data === undefined ? null : textsInData(filter.data),
    status: filter.status ?? 'active',
    session: filter.session ?? null,
    times: [createdAfter, createdBefore, updatedAfter, updatedBefore],
  }
}

/**
 * Tells which of the rows that a statement found meet the conditions on data as well; null: the statement was exact.
 * Databases read numbers and repeated names of JSON in ways of their own, so SQL only leaves out most of the others.
 */
export function dataCheckOf({
  data: conditions,
}: CleanFilter): ((row: { readonly data: string | null }) => boolean) | null {
  return conditions === undefined ? null : ({ data }) => meetsData(conditions, data)
}
