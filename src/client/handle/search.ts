import * as z from 'zod/mini'
import { parseOptions } from '../../core/input/input.ts'
import type {
  Compact,
  ContextOptions,
  FoundObservation,
  ListOptions,
  ListPage,
  MemoryContext,
  Observation,
  ObservationRef,
  SearchExplanation,
  SearchOptions,
  Stats,
  TimelineOptions,
} from '../../core/model.ts'
import { contextOptionsSchema } from '../../core/schemas/context.ts'
import { listOptionsSchema, timelineOptionsSchema } from '../../core/schemas/list.ts'
import { foundObservationSchema, searchOptionsSchema } from '../../core/schemas/search.ts'
import { unreadable } from '../connection/answer.ts'
import type { OutputOf } from '../connection/call.ts'
import { filterFields } from './checks/filter-fields.ts'
import { fieldsOf, requireAtMost, requireString } from './checks/input-checks.ts'
import { listBy } from './pages.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Finds observations by words or a question. */
export async function search(
  { perform, own }: RemoteBinding,
  query: string,
  options?: SearchOptions | null,
): Promise<SearchExplanation | Compact[]> {
  const parsed = parseOptions(searchOptionsSchema(), options, 'search')
  requireAtMost(parsed.limit, 'limit')
  const input = { ...parsed, ...filterFields(parsed), query: requireString(query, 'query') }
  const { results, emptyBecause, meaning } = await perform('mem_search', input)
  const shown = parsed.full === true ? results.map((result) => own(inFull(result))) : results
  if (parsed.explain !== true) return shown
  const explained = shown.flatMap(({ parts, ...result }) =>
    parts === undefined ? [] : [{ ...result, parts }],
  )
  const answer = { results: explained, emptyBecause: emptyBecause ?? null }
  return meaning === undefined ? answer : { ...answer, meaning }
}

/** Reads an observation with its neighbours. */
export async function timeline(
  { perform, own }: RemoteBinding,
  ref: ObservationRef,
  options?: TimelineOptions | null,
): Promise<Observation[]> {
  const parsed = parseOptions(timelineOptionsSchema(), options, 'timeline')
  requireAtMost(parsed.before, 'before')
  requireAtMost(parsed.after, 'after')
  const input = { ...parsed, ...fieldsOf(ref) }
  const { observations } = await perform('mem_timeline', input)
  return observations.map((observation) => own(observation))
}

/** Lists observations. */
export async function list(binding: RemoteBinding, options?: ListOptions | null): Promise<ListPage> {
  const parsed = parseOptions(listOptionsSchema(), options, 'list')
  const page = await listBy(binding, 'mem_list', 'observations', { ...parsed, ...filterFields(parsed) })
  page.observations.forEach(binding.own)
  return page
}

/** Makes the text that a model should see for one answer. */
export async function context(
  { perform }: RemoteBinding,
  options?: ContextOptions | null,
): Promise<MemoryContext> {
  const { filter, ...others } = parseOptions(contextOptionsSchema(), options, 'context')
  return perform('mem_context', { ...others, ...filterFields(filter ?? {}, 'filter.') })
}

/** Counts observations, sessions and bytes. */
export async function stats({ perform }: RemoteBinding): Promise<Stats> {
  return perform('mem_stats', {})
}

type Result = OutputOf<'mem_search'>['results'][number]

/** Requires all fields of the observation, which a server that knows `full` sends. */
function inFull(result: Result): FoundObservation & Result {
  const { parts, ...found } = result
  const parsed = z.safeParse(foundObservationSchema(), found)
  if (!parsed.success) throw unreadable()
  return parts === undefined ? parsed.data : { ...parsed.data, parts }
}
