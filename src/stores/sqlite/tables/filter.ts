import type { SQLInputValue } from 'node:sqlite'
import type { CleanFilter } from '../../../core/store/store.ts'
import { filterValues } from '../../shared/filter-values.ts'

/**
 * Conditions on `observation o` that a filter's values switch on, in a statement of the user `?1`.
 *
 * @param first - number of the first of their parameters, which `filterParameters` gives
 */
export function passesFilter(first: number): string {
  const [types, typesExclude, prefix, session, ...times] = Array.from(
    { length: 8 },
    (_, i) => `?${first + i}`,
  )
  return `(${types} is null or o.type in (select value from json_each(${types})))
      and (${typesExclude} is null or o.type not in (select value from json_each(${typesExclude})))
      and (${prefix} is null or substr(o.topic_key, 1, length(${prefix})) = ${prefix})
      and (${session} is null or o.session = (select key from session where user = ?1 and id = ${session}))
      and o.created_at >= ${times[0]} and o.created_at < ${times[1]}
      and o.updated_at >= ${times[2]} and o.updated_at < ${times[3]}`
}

/** Parameters of `passesFilter`. */
export function filterParameters(filter: CleanFilter): SQLInputValue[] {
  const { types, typesExclude, topicKeyPrefix, session, times } = filterValues(filter)
  return [jsonOf(types), jsonOf(typesExclude), topicKeyPrefix, session, ...times]
}

function jsonOf(list: readonly string[] | null): string | null {
  return list === null ? null : JSON.stringify(list)
}
