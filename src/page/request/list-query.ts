import type { ObservationFilter } from '../../core/model.ts'
import { startOfDay } from './day.ts'

/** Orders of the list. */
const orders = ['newest', 'oldest', 'topic'] as const

/** Request for the list of memories. */
export interface ListQuery {
  readonly text: string
  readonly type: string
  readonly topic: string
  readonly source: string
  /** Id of a session, as a link of the page names it. */
  readonly session: string
  readonly from: string
  readonly to: string
  /** Time zone in which the days are counted; empty: UTC. */
  readonly zone: string
  readonly pinned: string
  readonly order: (typeof orders)[number]
  readonly cursor: string
}

const dayMs = 86_400_000

/** Reads the list's fields of an address or a form. */
export function readListQuery(given: URLSearchParams): ListQuery {
  const of = (name: string): string => (given.get(name) ?? '').trim()
  return {
    text: of('q'),
    type: of('type'),
    topic: of('topic'),
    source: of('source'),
    session: of('session'),
    from: of('from'),
    to: of('to'),
    zone: of('zone'),
    pinned: of('pinned'),
    order: orders.find((order) => order === of('order')) ?? 'newest',
    cursor: given.get('cursor') ?? '',
  }
}

/** The conditions of a query. A time that cannot be read is refused by the memory, and not left out. */
export function filterOf(query: ListQuery): ObservationFilter {
  return {
    ...(query.type === '' ? {} : { types: [query.type] }),
    ...(query.topic === '' ? {} : { topicKeyPrefix: query.topic }),
    ...(query.source === '' ? {} : { source: query.source }),
    ...(query.session === '' ? {} : { session: query.session }),
    ...(query.from === '' ? {} : { createdAfter: startOfDay(query.from, query.zone) }),
    ...(query.to === '' ? {} : { createdBefore: startOfDay(dayAfter(query.to), query.zone) }),
    ...(query.pinned === 'yes' || query.pinned === 'no' ? { pinned: query.pinned === 'yes' } : {}),
  }
}

/** Tells whether a query has conditions beside its text. */
export function hasFilter(query: ListQuery): boolean {
  return Object.keys(filterOf(query)).length > 0
}

/** The fields of a query's conditions as an address has them. */
export function filterFields(query: ListQuery): [name: string, value: string][] {
  const { type, topic, source, session, from, to, pinned } = query
  const zone = from === '' && to === '' ? '' : query.zone
  return Object.entries({ type, topic, source, session, from, to, zone, pinned }).filter(
    ([, value]) => value !== '',
  )
}

/** The address of a list, from its beginning or from a cursor on. */
export function addressOf(query: ListQuery, cursor: string | null): URLSearchParams {
  const address = new URLSearchParams(filterFields(query))
  if (query.text !== '') address.set('q', query.text)
  if (query.order !== 'newest') address.set('order', query.order)
  if (cursor !== null) address.set('cursor', cursor)
  return address
}

function dayAfter(day: string): string {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN
  return Number.isNaN(start) ? day : new Date(start + dayMs).toISOString().slice(0, 10)
}
