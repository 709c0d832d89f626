import type { ObservationFilter } from '../../core/model.ts'
import { filterOf, hasFilter, readListQuery } from '../request/list-query.ts'
import { purpose, type Visit } from '../request/visit.ts'
import { showList, type ListContent, type Row } from '../views/list-view.ts'

const pageSize = 30
const searchSize = 30
/** Memories on the one page that groups them by topic. */
const groupedSize = 100

/** Lists memories, or searches them where the address has a text. */
export async function listMemories(visit: Visit): Promise<Response> {
  const query = readListQuery(visit.query)
  const filter = filterOf(query)
  const [stats, found] = await Promise.all([
    visit.user.stats(),
    query.text === ''
      ? listed(visit, filter, query.order, query.cursor)
      : searched(visit, filter, query.text),
  ])
  const emptyBecause = found.emptyBecause ?? (found.rows.length === 0 && hasFilter(query) ? 'filtered' : null)
  return showList(visit, { query, stats, ...found, emptyBecause })
}

type Found = Pick<ListContent, 'rows' | 'nextCursor' | 'emptyBecause'>

async function listed(
  { user }: Visit,
  filter: ObservationFilter,
  order: ListContent['query']['order'],
  cursor: string,
): Promise<Found> {
  const page = await user.list({
    ...filter,
    limit: order === 'topic' ? groupedSize : pageSize,
    order: order === 'topic' ? 'newest' : order,
    cursor: cursor === '' ? null : cursor,
    purpose,
  })
  const rows = page.observations.map((memory): Row => ({ memory, passage: null }))
  return { rows, nextCursor: page.nextCursor, emptyBecause: null }
}

async function searched({ user }: Visit, filter: ObservationFilter, text: string): Promise<Found> {
  const { results, emptyBecause } = await user.search(text, {
    ...filter,
    limit: searchSize,
    full: true,
    explain: true,
    purpose,
  })
  const rows = results.map((memory): Row => ({
    memory,
    passage: { text: memory.snippet, matches: memory.highlights },
  }))
  return { rows, nextCursor: null, emptyBecause }
}
