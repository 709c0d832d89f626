import type { SQLInputValue } from 'node:sqlite'
import type { CleanFilter } from '../../../core/store/store.ts'
import { filterValues } from '../../shared/filter-values.ts'

/** Number of parameters of a filter. */
const filterLength = 12

/**
 * Conditions on `observation o` that a filter's values switch on, in a statement of the user `?1`. Rows that pass need
 * `dataCheckOf`, too.
 *
 * @param first - number of the first of their parameters, which `filterParameters` gives
 */
export function passesFilter(first: number): string {
  const [types, typesExclude, prefix, source, pinned, dataTexts, status, session, ...times] = Array.from(
    { length: filterLength },
    (_, i) => `?${first + i}`,
  )
  return `(${types} is null or o.type in (select value from json_each(${types})))
      and (${typesExclude} is null or o.type not in (select value from json_each(${typesExclude})))
      and (${prefix} is null or substr(o.topic_key, 1, length(${prefix})) = ${prefix})
      and (${source} is null or substr(o.source, 1, length(${source})) = ${source})
      and (${pinned} is null or o.pinned = ${pinned})
      and (${dataTexts} is null or (o.data is not null
        and not exists (select 1 from json_each(${dataTexts}) where instr(o.data, value) = 0)))
      and o.status = ${status}
      and (${session} is null or o.session = (select key from session where user = ?1 and id = ${session}))
      and o.created_at >= ${times[0]} and o.created_at < ${times[1]}
      and o.updated_at >= ${times[2]} and o.updated_at < ${times[3]}`
}

/** The parameter of `passesFilter` that is null where a filter has no condition on data. */
export function dataTextsOf(first: number): string {
  return `?${first + 5}`
}

/** Parameters of `passesFilter`. */
export function filterParameters(filter: CleanFilter): SQLInputValue[] {
  const { types, typesExclude, topicKeyPrefix, source, pinned, dataTexts, status, session, times } =
    filterValues(filter)
  const ofFields = [topicKeyPrefix, source, pinned === null ? null : Number(pinned), jsonOf(dataTexts)]
  return [jsonOf(types), jsonOf(typesExclude), ...ofFields, status, session, ...times]
}

function jsonOf(list: readonly string[] | null): string | null {
  return list === null ? null : JSON.stringify(list)
}
