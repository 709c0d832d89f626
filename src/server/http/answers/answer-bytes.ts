import type {
  HistoryOptions,
  ListOptions,
  ListPage,
  ListSessionsOptions,
  Observation,
  SearchOptions,
  Session,
  SessionPage,
  TimelineOptions,
} from '../../../core/model.ts'
import type { ObservationFields } from '../../../wire/operations/observation-ref.ts'
import { runOf, type Run } from '../../../wire/run-operation.ts'
import { refOf } from '../../../wire/runs/ref-of.ts'
import type { Operation } from '../../../wire/operations.ts'
import { searchAsText, type SearchesAsText, type UserMemory } from '../../../core/user-memory.ts'
import { bytesOf } from './bytes-of.ts'
import { historyWithin } from './history-bytes.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { readThreadWithin, type ThreadInput } from './thread-bytes.ts'
import { timelineWithin } from './timeline-bytes.ts'

const defaultListLimit = 50
/** Items read at a time: their length is known only afterwards. */
const atATime = 10

type Bounds = Pick<ResolvedLimits, 'answerBytes' | 'results'>

/** Returns a way to run an operation that keeps its answer within the limit of bytes. Other operations answer little. */
export function runWithin(operation: Operation, bounds: Bounds): Run {
  // The input has been checked against the operation's schema.
  if (operation.name === 'mem_list') return (user, input) => listWithin(user, input as ListOptions, bounds)
  if (operation.name === 'mem_session_list')
    return (user, input) => listSessionsWithin(user, input as ListSessionsOptions, bounds)
  if (operation.name === 'mem_thread_read')
    return (user, input) => readThreadWithin(user, input as ThreadInput, bounds)
  if (operation.name === 'mem_history')
    return (user, input) => historyWithin(user, input as HistoryOptions & ObservationFields, bounds)
  if (operation.name === 'mem_search') return searchRun(runOf(operation))
  if (operation.name !== 'mem_timeline') return runOf(operation)
  return async (user, input) => {
    const { observationId, topicKey, ...options } = input as TimelineOptions & ObservationFields
    const ref = refOf({ observationId, topicKey })
    return { observations: await timelineWithin(user, ref, options, bounds.answerBytes) }
  }
}

/** An answer that is JSON already, in the names of the wire. */
export class ReadyAnswer {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Returns a way to search that takes compacts as JSON from a memory that has them so. */
function searchRun(run: Run): Run {
  return async (user, input, keys) => {
    const { query, explain, full, ...options } = input as SearchInput
    if (explain === true || full === true || !searchesAsText(user)) return run(user, input, keys)
    return new ReadyAnswer(`{"results":${await user[searchAsText](query, options)}}`)
  }
}

type SearchInput = SearchOptions & { readonly query: string }

function searchesAsText(user: UserMemory): user is UserMemory & SearchesAsText {
  return searchAsText in user
}

/** A page of items with the cursor of the next one. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** A page that ends before the item that would be too much; the first one is always there. */
async function pageWithin<Item extends object>(
  read: (limit: number, cursor: string | null) => Promise<Page<Item>>,
  options: Pick<ListOptions, 'limit' | 'cursor'>,
  { answerBytes, results }: Bounds,
): Promise<Page<Item>> {
  const limit = Math.min(options.limit ?? defaultListLimit, results)
  const items: Item[] = []
  let cursor = options.cursor ?? null
  let left = answerBytes
  do {
    const piece = await read(Math.min(limit - items.length, atATime), cursor)
    let fitting = 0
    for (const item of piece.items) {
      left -= bytesOf(item)
      if (left < 0 && items.length + fitting > 0) break
      fitting++
    }
    if (fitting === 0 && left < 0) break
    // Only the memory knows the cursor of an earlier end, so it is asked again.
    const isWhole = fitting === piece.items.length
    const taken = isWhole ? piece : await read(fitting, cursor)
    items.push(...taken.items)
    cursor = taken.nextCursor
  } while (cursor !== null && left > 0 && items.length < limit)
  return { items, nextCursor: cursor }
}

async function listWithin(user: UserMemory, options: ListOptions, bounds: Bounds): Promise<ListPage> {
  const read = async (limit: number, cursor: string | null): Promise<Page<Observation>> => {
    const { observations, nextCursor } = await user.list({ ...options, limit, cursor })
    return { items: observations, nextCursor }
  }
  const { items, nextCursor } = await pageWithin(read, options, bounds)
  return { observations: [...items], nextCursor }
}

async function listSessionsWithin(
  user: UserMemory,
  options: ListSessionsOptions,
  bounds: Bounds,
): Promise<SessionPage> {
  const read = async (limit: number, cursor: string | null): Promise<Page<Session>> => {
    const { sessions, nextCursor } = await user.listSessions({ ...options, limit, cursor })
    return { items: sessions, nextCursor }
  }
  const { items, nextCursor } = await pageWithin(read, options, bounds)
  return { sessions: [...items], nextCursor }
}
