import type { SearchAnswer, SenseRequest, TextsToEmbedRequest, TextToEmbed } from '../../core/store/store.ts'
import { idsToEmbed } from '../../search/corpus.ts'
import type { Sense, VectorBlock } from '../../search/sense/sense.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, askAll, type Awaitable, type Steps } from '../port/steps.ts'
import type { UserState } from '../port/stored.ts'

/** Ranking by sense that a search has, and what its answer says of that. */
export interface SenseOfQuery {
  /** Vectors to rank by; null where words alone count. */
  readonly sense: Sense | null
  readonly meaning: SearchAnswer['meaning']
}

/** Begins to read the vectors that a query is compared with; null where it has none. */
export function askForVectors(
  reader: UserReader,
  request: SenseRequest | undefined,
): Awaitable<readonly VectorBlock[]> | null {
  return request === undefined || reader.vectors === undefined ? null : reader.vectors.blocks()
}

/** Decides whether a query is ranked by sense, too. */
export function senseOfQuery(
  request: SenseRequest | undefined,
  { embedding }: UserState,
  vectors: readonly VectorBlock[] | null,
): SenseOfQuery {
  if (request === undefined) return { sense: null, meaning: null }
  const { space, ...query } = request
  if (embedding === null || vectors === null || vectors.length === 0)
    return { sense: null, meaning: 'pending' }
  if (embedding.space !== space) return { sense: null, meaning: 'other_model' }
  return { sense: { ...query, vectors }, meaning: 'used' }
}

/** Reads texts of active observations without a vector of a space, ascending by id. */
export function* readTextsToEmbed(
  reader: UserReader,
  { space, after, limit }: TextsToEmbedRequest,
): Steps<readonly TextToEmbed[]> {
  const missing = yield* idsWithoutVector(reader, space)
  const ids = missing.filter((id) => id > after).slice(0, limit)
  const found = yield* ask(reader.observations(ids))
  return ids.map((id) => {
    const { digest, title, content } = found.get(id)!
    return { id, digest, title, content }
  })
}

/** Finds the active observations without a vector of a space, ascending. */
export function* idsWithoutVector(reader: UserReader, space: number): Steps<number[]> {
  const { all, embedded } = yield* readEmbedded(reader, space)
  return all.filter((id) => !embedded.has(id))
}

/** Counts observations with a vector of a space. */
export function* countVectors(reader: UserReader, space: number): Steps<number> {
  const { all, embedded } = yield* readEmbedded(reader, space)
  return all.filter((id) => embedded.has(id)).length
}

interface Embedded {
  /** Ids of observations that may have a vector, ascending. */
  readonly all: number[]
  /** Ids of those with one. */
  readonly embedded: ReadonlySet<number>
}

function* readEmbedded(reader: UserReader, space: number): Steps<Embedded> {
  if (reader.vectors === undefined) return { all: [], embedded: new Set() }
  const [user, documents, embedded] = yield* askAll([reader.user(), reader.documents(), reader.vectors.ids()])
  return { all: idsToEmbed(documents), embedded: user?.embedding?.space === space ? embedded : new Set() }
}
