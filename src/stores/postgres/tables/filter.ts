import type { CleanFilter } from '../../../core/store/store.ts'
import { filterValues } from '../../shared/filter-values.ts'

/** Number of parameters of a filter. */
const filterLength = 12

/**
 * Conditions on `observation o` that a filter's values switch on, in a statement of the user `$1`. Rows that pass need
 * `dataCheckOf`, too.
 *
 * @param first - number of the first of their parameters, which `filterParameters` gives
 */
export function passesFilter(first: number): string {
  const [types, typesExclude, prefix, source, pinned, dataTexts, status, session, ...times] = Array.from(
    { length: filterLength },
    (_, i) => `$${first + i}`,
  )
  return `(${types}::text[] is null or o.type = any(${types}))
      and (${typesExclude}::text[] is null or o.type <> all(${typesExclude}))
      and (${prefix}::text is null or starts_with(o.topic_key, ${prefix}))
      and (${source}::text is null or starts_with(o.source, ${source}))
      and (${pinned}::boolean is null or o.pinned = ${pinned})
      and (${dataTexts}::text[] is null or (o.data is not null
        and not exists (select from unnest(${dataTexts}::text[]) as t (part) where strpos(o.data, t.part) = 0)))
      and o.status = ${status}
      and (${session}::text is null
        or o.session = (select number from ilab_memory.session where user_key = $1 and id = ${session}))
      and o.created_at >= ${times[0]} and o.created_at < ${times[1]}
      and o.updated_at >= ${times[2]} and o.updated_at < ${times[3]}`
}

/** The parameter of `passesFilter` that is null where a filter has no condition on data. */
export function dataTextsOf(first: number): string {
  return `$${first + 5}::text[]`
}

/** Parameters of `passesFilter`. */
export function filterParameters(filter: CleanFilter): unknown[] {
  const { types, typesExclude, topicKeyPrefix, source, pinned, dataTexts, status, session, times } =
    filterValues(filter)
  return [types, typesExclude, topicKeyPrefix, source, pinned, dataTexts, status, session, ...times]
}
