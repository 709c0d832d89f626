import type { CleanFilter } from '../../../core/store/store.ts'
import { filterValues } from '../../shared/filter-values.ts'

/**
 * Conditions on `observation o` that a filter's values switch on, in a statement of the user `$1`.
 *
 * @param first - number of the first of their parameters, which `filterParameters` gives
 */
export function passesFilter(first: number): string {
  const [types, typesExclude, prefix, session, ...times] = Array.from(
    { length: 8 },
    (_, i) => `$${first + i}`,
  )
  return `(${types}::text[] is null or o.type = any(${types}))
      and (${typesExclude}::text[] is null or o.type <> all(${typesExclude}))
      and (${prefix}::text is null or starts_with(o.topic_key, ${prefix}))
      and (${session}::text is null
        or o.session = (select number from ilab_memory.session where user_key = $1 and id = ${session}))
      and o.created_at >= ${times[0]} and o.created_at < ${times[1]}
      and o.updated_at >= ${times[2]} and o.updated_at < ${times[3]}`
}

/** Parameters of `passesFilter`. */
export function filterParameters(filter: CleanFilter): unknown[] {
  const { types, typesExclude, topicKeyPrefix, session, times } = filterValues(filter)
  return [types, typesExclude, topicKeyPrefix, session, ...times]
}
