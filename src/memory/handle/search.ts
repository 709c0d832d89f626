import type * as z from 'zod/mini'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import { parseOptions, requireText } from '../../core/input/input.ts'
import type {
  Compact,
  FoundObservation,
  ListOptions,
  ListPage,
  Observation,
  ObservationRef,
  SearchExplanation,
  SearchOptions,
  Stats,
  TimelineOptions,
} from '../../core/model.ts'
import { compactTextOf } from '../../core/store/compact-text.ts'
import type { SearchAnswer } from '../../core/store/store.ts'
import { listOptionsSchema, timelineOptionsSchema } from '../../core/schemas/list.ts'
import { searchOptionsSchema } from '../../core/schemas/search.ts'
import { withoutPrivate } from '../../privacy/redact.ts'
import { readableQuery } from '../../search/query/readable-query.ts'
import type { Binding } from './binding.ts'
import { recorder } from './journal.ts'
import { cleanRef } from '../checks/clean-draft.ts'
import { cleanFilter } from '../checks/clean-filter.ts'
import { decodeCursor, encodeCursor } from '../checks/cursor.ts'
import { rankingSettings } from '../config/requests.ts'

type Result = SearchAnswer['results'][number]
type CheckedOptions = z.output<ReturnType<typeof searchOptionsSchema>>

const defaultSearchLimit = 10
const defaultListLimit = 50
const defaultNeighbours = 5

/** Finds observations by words or a question. */
export async function search(
  binding: Binding,
  query: string,
  options?: SearchOptions | null,
): Promise<SearchExplanation | Compact[]> {
  const parsed = parseOptions(searchOptionsSchema(), options, 'search')
  const answer = await answerOf(binding, query, parsed)
  const shape = parsed.full === true ? inFull : inShort
  return parsed.explain === true ? explained(answer, shape) : answer.results.map(shape)
}

/** Finds observations as {@link search} does, and returns compacts as JSON in the names of the wire. */
export async function searchText(binding: Binding, query: string, options: SearchOptions): Promise<string> {
  const parsed = parseOptions(searchOptionsSchema(), options, 'search')
  return compactTextOf(await answerOf(binding, query, { ...parsed, full: false }))
}

async function answerOf(binding: Binding, query: string, parsed: CheckedOptions): Promise<SearchAnswer> {
  const { limit = defaultSearchLimit, minShare = 0, full = false } = parsed
  const { store, userId, config, rules, now } = binding
  const record = recorder(binding, 'search', parsed)
  const filter = cleanFilter(parsed, rules)
  const answer = await store.searchObservations(userId, {
    query: cleanQuery(query, binding),
    limit,
    filter,
    minShare,
    full,
    now: now(),
    ranking: rankingSettings(config),
  })
  if (config.journal) await record({ ids: answer.results.map(({ id }) => id) })
  return answer
}

/** Reads an observation with its neighbours. */
export async function timeline(
  binding: Binding,
  ref: ObservationRef,
  options?: TimelineOptions | null,
): Promise<Observation[]> {
  const { store, userId, rules, now } = binding
  const parsed = parseOptions(timelineOptionsSchema(), options, 'timeline')
  const { before = defaultNeighbours, after = defaultNeighbours } = parsed
  const record = recorder(binding, 'timeline', parsed)
  const observations = await store.readTimeline(userId, cleanRef(ref, rules), { before, after }, now())
  await record({ ids: observations.map(({ id }) => id) })
  return observations
}

/** Lists observations, a page at a time. */
export async function list(binding: Binding, options?: ListOptions | null): Promise<ListPage> {
  const { store, userId, rules, now } = binding
  const parsed = parseOptions(listOptionsSchema(), options, 'list')
  const { limit = defaultListLimit, cursor, order = 'newest' } = parsed
  const record = recorder(binding, 'list', parsed)
  const page = await store.listObservations(userId, {
    limit,
    after: cursor === undefined || cursor === null ? null : decodeCursor(cursor),
    order,
    filter: cleanFilter(parsed, rules),
    now: now(),
  })
  await record({ ids: page.observations.map(({ id }) => id) })
  return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
}

/** Counts observations, sessions and bytes. */
export async function stats({ store, userId, now }: Binding): Promise<Stats> {
  return store.readStats(userId, now())
}

/** Shapes a result as a search returns it without `full`. */
function inShort({
  id,
  type,
  title,
  topicKey,
  pinned,
  score,
  snippet,
  highlights,
  updatedAt,
}: Result): Compact {
  return { id, type, title, topicKey, pinned, score, snippet, highlights, updatedAt }
}

/** Shapes a result as a search returns it with `full`. */
function inFull({ observation, score, snippet, highlights }: Result): FoundObservation {
  if (observation === null) throw new MemoryError('storage', 'the store returned no observation')
  return { ...observation, score, snippet, highlights }
}

/** Shapes an answer as a search returns it with `explain`. */
function explained(
  { results, emptyBecause, meaning }: SearchAnswer,
  shape: (result: Result) => Compact,
): SearchExplanation {
  return {
    results: results.map((result) => ({ ...shape(result), parts: result.parts })),
    emptyBecause,
    ...(meaning === null ? {} : { meaning }),
  }
}

function cleanQuery(query: unknown, { config }: Binding): string {
  if (typeof query !== 'string') return invalidInput('must be of type string', { field: 'query' })
  const text = withoutPrivate(query).trim()
  const read = readableQuery(text, config.limits.queryLength)
  requireText(read, 'query', config.limits.queryLength)
  return read
}
