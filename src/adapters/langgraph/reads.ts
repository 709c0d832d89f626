import { MemoryError } from '../../core/errors/errors.ts'
import type { Observation, ObservationFilter } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { addressOf, prefixOf, topicKeyOf, type Place } from './address.ts'
import { equalitiesOf, meets } from './filter.ts'
import type { FoundGraphItem, GraphItem, GraphNamespaces, GraphSearch } from './graph-store.ts'
import { pickNamespaces } from './namespaces.ts'

/** Records that one read of the memory takes at most. */
const pageSize = 500

/** Results of a query that are looked through for those that meet a filter. */
const mostCandidates = 1_000

/** Results that a remote memory gives at once; it refuses to be asked for more. */
const mostRemote = 100

/** Reads one record. */
export async function readItem(user: UserMemory, place: Place, key: string): Promise<GraphItem | null> {
  const observation = await user.get(topicKeyOf(place, key))
  return observation === null ? null : itemOf(user.userId, observation)
}

/** Searches below a namespace: by the memory's ranking with a query, else oldest first. */
export async function searchItems(
  user: UserMemory,
  { labels }: Place,
  { filter = {}, limit = 10, offset = 0, query }: GraphSearch,
): Promise<FoundGraphItem[]> {
  const end = offset + limit
  const data = equalitiesOf(filter)
  const conditions = { ...belowLabels(labels), ...(data === null ? {} : { data }) }
  const found: FoundGraphItem[] = []
  const candidates =
    query === undefined || query.trim() === ''
      ? listed(user, conditions, Math.min(end, pageSize))
      : ranked(
          user,
          query,
          conditions,
          Object.keys(filter).length === 0 ? end : Math.max(end, mostCandidates),
        )
  for await (const observation of candidates) {
    if (found.length >= end) break
    const item = itemOf(user.userId, observation)
    if (!meets(item.value, filter)) continue
    found.push(observation.score === undefined ? item : { ...item, score: observation.score })
  }
  return found.slice(offset, end)
}

/** Lists the namespaces of one user. */
export async function listNamespaces(
  user: UserMemory,
  { labels }: Place,
  operation: GraphNamespaces,
): Promise<string[][]> {
  const namespaces: string[][] = []
  for await (const { topicKey } of allBelow(user, belowLabels(labels), pageSize))
    namespaces.push([user.userId, ...addressOf(topicKey ?? '').labels])
  return pickNamespaces(namespaces, operation)
}

/** An observation as a list or a search returns it. */
type Candidate = Observation & { readonly score?: number }

function belowLabels(labels: readonly string[]): ObservationFilter {
  return { types: ['item'], topicKeyPrefix: prefixOf(labels) }
}

async function* ranked(
  user: UserMemory,
  query: string,
  conditions: ObservationFilter,
  limit: number,
): AsyncGenerator<Candidate> {
  if (limit <= 0) return
  const options = { ...conditions, full: true as const }
  try {
    yield* await user.search(query, { ...options, limit })
  } catch (error) {
    if (limit <= mostRemote || !(error instanceof MemoryError) || error.field !== 'limit') throw error
    yield* await user.search(query, { ...options, limit: mostRemote })
  }
}

/** Lists nothing while the user has paused recall: the records of a namespace are what a model is given to recall. */
async function* listed(
  user: UserMemory,
  conditions: ObservationFilter,
  limit: number,
): AsyncGenerator<Candidate> {
  if (limit > 0 && !(await user.settings()).isRecallPaused) yield* allBelow(user, conditions, limit)
}

async function* allBelow(
  user: UserMemory,
  conditions: ObservationFilter,
  limit: number,
): AsyncGenerator<Observation> {
  let cursor: string | null = null
  do {
    const page = await user.list({ ...conditions, order: 'oldest', limit, cursor })
    yield* page.observations
    cursor = page.nextCursor
  } while (cursor !== null)
}

function itemOf(userId: string, { topicKey, data, createdAt, updatedAt }: Observation): GraphItem {
  const { labels, key } = addressOf(topicKey ?? '')
  return {
    value: { ...data },
    key,
    namespace: [userId, ...labels],
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  }
}
