import type { Observation, ObservationFilter } from '../../core/model.ts'
import { numberIn } from '../request/form.ts'
import { filterFields, filterOf, hasFilter, readListQuery, type ListQuery } from '../request/list-query.ts'
import { field, goTo, purpose, type Visit } from '../request/visit.ts'
import { showForget, showNothingToForget } from '../views/forget-view.ts'
import { showMissing } from '../views/problem-view.ts'
import { memoryOf } from './memory-actions.ts'

/** Memories that a question shows in full; of more, it says the number. */
const shown = 20
/** Memories at most that one form names one by one. */
const mostChosen = 200
const pageSize = 100

/** Asks before one memory is forgotten, or a proposal is rejected. */
export async function askForget(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  const path = `/memories/${memory.id}`
  return showForget(visit, {
    memories: [memory],
    count: 1,
    ids: [memory.id],
    fields: [],
    hasChanged: false,
    action: `${path}/forget`,
    back: memory.status === 'pending' ? '/review' : path,
  })
}

/** Forgets one memory. */
export async function forgetOne(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null || !(await visit.user.forget(memory.id))) return showMissing(visit)
  return goTo(visit, memory.status === 'pending' ? '/review' : '/', 'forgotten')
}

/** Asks before many memories are forgotten: those that were selected, or all that meet a filter. */
export async function askForgetMany(visit: Visit): Promise<Response> {
  return visit.query.get('filter') === '1'
    ? askForgetFiltered(visit, readListQuery(visit.query), false)
    : askForgetSelected(visit, idsIn(visit.query.getAll('id')))
}

/** Forgets many memories. A filter that by now meets another number of them is asked about again. */
export async function forgetMany(visit: Visit): Promise<Response> {
  if (field(visit, 'filter') !== '1') {
    for (const id of idsIn(visit.form.getAll('id'))) await visit.user.forget(id)
    return goTo(visit, '/', 'forgotten')
  }
  const query = readListQuery(queryIn(visit.form))
  if (!hasFilter(query)) return showNothingToForget(visit)
  const filter = filterOf(query)
  const { count } = await countOf(visit, filter)
  if (field(visit, 'count') !== String(count)) return askForgetFiltered(visit, query, true)
  await visit.user.forgetAll(filter)
  return goTo(visit, '/', 'forgotten')
}

async function askForgetSelected(visit: Visit, ids: readonly number[]): Promise<Response> {
  const found = await Promise.all(ids.map(async (id) => visit.user.get(id, { purpose })))
  const memories = found.filter((memory) => memory !== null)
  if (memories.length === 0) return showNothingToForget(visit)
  return showForget(visit, {
    memories: memories.slice(0, shown),
    count: memories.length,
    ids: memories.map(({ id }) => id),
    fields: memories.map(({ id }): [string, string] => ['id', String(id)]),
    hasChanged: false,
    action: '/forget',
    back: '/',
  })
}

async function askForgetFiltered(visit: Visit, query: ListQuery, hasChanged: boolean): Promise<Response> {
  if (!hasFilter(query)) return showNothingToForget(visit)
  const { memories, count } = await countOf(visit, filterOf(query))
  if (count === 0) return showNothingToForget(visit)
  return showForget(visit, {
    memories,
    count,
    ids: [],
    fields: [['filter', '1'], ['count', String(count)], ...filterFields(query)],
    hasChanged,
    action: '/forget',
    back: '/',
  })
}

async function countOf(
  { user }: Visit,
  filter: ObservationFilter,
): Promise<{ memories: Observation[]; count: number }> {
  const memories: Observation[] = []
  let count = 0
  let cursor: string | null = null
  do {
    const page: { observations: Observation[]; nextCursor: string | null } = await user.list({
      ...filter,
      limit: pageSize,
      cursor,
      purpose,
    })
    count += page.observations.length
    if (memories.length < shown) memories.push(...page.observations.slice(0, shown - memories.length))
    cursor = page.nextCursor
  } while (cursor !== null)
  return { memories, count }
}

function idsIn(values: readonly unknown[]): number[] {
  const ids = values.map((value) => (typeof value === 'string' ? numberIn(value) : null))
  return [...new Set(ids.filter((id) => id !== null))].slice(0, mostChosen)
}

function queryIn(form: FormData): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of form) if (typeof value === 'string') query.append(name, value)
  return query
}
