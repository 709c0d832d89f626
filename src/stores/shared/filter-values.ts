import type { CleanFilter } from '../../core/store/store.ts'

/** Values of a filter's conditions as statements take them, in this order; null: there is no such condition. */
export interface FilterValues {
  readonly types: readonly string[] | null
  readonly typesExclude: readonly string[] | null
  readonly topicKeyPrefix: string | null
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
    session: filter.session ?? null,
    times: [createdAfter, createdBefore, updatedAfter, updatedBefore],
  }
}
