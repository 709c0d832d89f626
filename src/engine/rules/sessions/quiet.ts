import type { CleanFilter } from '../../../core/store/store.ts'

/** Observations of this type are quiet: no context shows them, and they belong to no session. */
export const quietType = 'item' as const

/** Tells whether observations of a type are quiet. */
export function isQuiet(type: string): boolean {
  return type === quietType
}

/** A filter that quiet observations do not pass. */
export function withoutQuiet(filter: CleanFilter): CleanFilter {
  const { types, typesExclude = [] } = filter
  return types === undefined
    ? { ...filter, typesExclude: [...typesExclude, quietType] }
    : { ...filter, types: types.filter((type) => !isQuiet(type)) }
}
