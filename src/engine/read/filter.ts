import type { CleanFilter } from '../../core/store/store.ts'
import type { UserReader } from '../port/reader.ts'
import type { Awaitable } from '../port/steps.ts'
import { needsRows } from '../rules/filter.ts'

/**
 * Asks for the session's number and for the ids that pass, each only where the filter needs it. Put the answers into
 * the same `askAll` as the ranking records, so that they take no round trip of their own.
 */
export function askForFilter(
  reader: UserReader,
  filter: CleanFilter,
): readonly [session: Awaitable<number | null>, ids: Awaitable<readonly number[] | null>] {
  if (needsRows(filter)) return [null, reader.idsPassing(filter)]
  return [filter.session === undefined ? null : reader.sessionNumber(filter.session), null]
}
