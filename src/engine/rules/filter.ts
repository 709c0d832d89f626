import type { ObservationStatus } from '../../core/model.ts'
import type { CleanFilter } from '../../core/store/store.ts'
import type { DocumentTable } from '../../search/corpus.ts'
import { isPinned } from '../../search/rank/score.ts'
import { meetsData } from './data/data-conditions.ts'

/** The fields of an observation that a filter has conditions on. Times are milliseconds since the epoch. */
export interface Filterable {
  /** Kind of fact. */
  readonly type: string
  /** Key of an evolving topic; null: none. */
  readonly topicKey: string | null
  /** Place that the fact comes from; null: none. */
  readonly source: string | null
  /** True where it comes first in every context. */
  readonly pinned: boolean
  /** Data as JSON text; null: none. */
  readonly data: string | null
  /** State: active, or pending for a proposal. */
  readonly status: ObservationStatus
  /** Public id of its session; null: it has none. */
  readonly sessionId: string | null
  /** Time of the first write. */
  readonly createdAt: number
  /** Time of the last write. */
  readonly updatedAt: number
}

/** Tells whether a filter has any condition. */
export function hasConditions(filter: CleanFilter): boolean {
  return Object.values(filter).some((condition) => condition !== undefined)
}

/** Tells whether a filter has a condition on a field that ranking records do not hold. */
export function needsRows({ topicKeyPrefix, source, data }: CleanFilter): boolean {
  return topicKeyPrefix !== undefined || source !== undefined || data !== undefined
}

/** Tells whether an observation meets every condition of a filter. */
export function passesFilter(filter: CleanFilter, observation: Filterable): boolean {
  const { topicKeyPrefix, source, pinned, data, status = 'active', session } = filter
  return (
    observation.status === status &&
    acceptsType(filter, observation.type) &&
    acceptsTimes(filter, observation) &&
    beginsWith(observation.topicKey, topicKeyPrefix) &&
    beginsWith(observation.source, source) &&
    (pinned === undefined || observation.pinned === pinned) &&
    (session === undefined || observation.sessionId === session) &&
    (data === undefined || meetsData(data, observation.data))
  )
}

function beginsWith(text: string | null, beginning: string | undefined): boolean {
  return beginning === undefined || text?.startsWith(beginning) === true
}

function acceptsType({ types, typesExclude }: CleanFilter, type: string): boolean {
  return types?.includes(type) !== false && typesExclude?.includes(type) !== true
}

function acceptsTimes(
  { createdAfter, createdBefore, updatedAfter, updatedBefore }: CleanFilter,
  { createdAt, updatedAt }: Pick<Filterable, 'createdAt' | 'updatedAt'>,
): boolean {
  return isWithin(createdAt, createdAfter, createdBefore) && isWithin(updatedAt, updatedAfter, updatedBefore)
}

/** The first bound counts, the second does not: two intervals with a common bound share no time. */
function isWithin(time: number, from = -Infinity, before = Infinity): boolean {
  return time >= from && time < before
}

/** Answers of the store that a filter on ranking records needs. */
export interface FilterAnswers {
  /** Number of the filter's session; null where the user has none with its id, or the filter names none. */
  readonly session: number | null
  /** Ids of the observations that pass, where the filter needs rows; else null. */
  readonly ids: readonly number[] | null
}

/**
 * The filter as ranking takes it, by the place in the table; undefined where the filter has no condition. The table holds
 * no proposal.
 */
export function documentFilter(
  filter: CleanFilter,
  documents: DocumentTable,
  { session, ids }: FilterAnswers,
): ((index: number) => boolean) | undefined {
  if (!hasConditions(filter)) return undefined
  if (ids !== null) {
    const passing = new Set(ids)
    return (index) => passing.has(documents.ids[index]!)
  }
  if (filter.status === 'pending') return () => false
  const isAccepted = documents.typeNames.map((type) => acceptsType(filter, type))
  return (index) =>
    isAccepted[documents.type[index]!] === true &&
    (filter.session === undefined || documents.session[index] === session) &&
    (filter.pinned === undefined || isPinned(documents, index) === filter.pinned) &&
    acceptsTimes(filter, { createdAt: documents.createdAt[index]!, updatedAt: documents.updatedAt[index]! })
}
