import type { Embedder } from '../../core/model/embedder.ts'
import type { Embedded, EmbedOptions } from '../../core/model.ts'
import type { SearchRequest, Store, UsersToSweep } from '../../core/store/store.ts'
import { given } from '../../core/input/given.ts'
import {
  callStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from '../../engine/port/forwarding-store.ts'
import { StoreAround } from '../../engine/port/store-around.ts'
import { BackgroundEmbedding } from './background.ts'
import { Embedding } from './embedding.ts'
import { QuerySense } from './query-sense.ts'

/** Methods after which a user may have texts without a vector. */
const bringTexts: ReadonlySet<StoreMethod> = new Set<StoreMethod>([
  'saveObservation',
  'saveObservations',
  'updateObservation',
  'revertObservation',
  'approveObservation',
  'endSession',
  'importRecords',
])

/** Model and times of a search by sense. */
export interface MeaningOptions {
  readonly embedder: Embedder
  /** Weight of the sense; absent: that of the mode. */
  readonly weight: number | undefined
  /** True where texts get their vectors in the background. */
  readonly isAutomatic: boolean
  readonly now: () => number
}

/** A store that is searched by sense, too: it embeds queries, and new texts in the background. */
export class MeaningStore extends StoreAround {
  readonly #embedding: Embedding
  readonly #queries: QuerySense
  readonly #background: BackgroundEmbedding | null

  constructor(store: Store, { embedder, weight, isAutomatic, now }: MeaningOptions) {
    super(store)
    this.#embedding = new Embedding(store, embedder, now)
    this.#queries = new QuerySense(embedder, this.#embedding.space, weight)
    this.#background = isAutomatic ? new BackgroundEmbedding(store, this.#embedding) : null
    this.#background?.start()
  }

  protected async forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    const answer = await this.#answer(method, input)
    if (bringTexts.has(method)) this.#background?.noteChange(input[0])
    return answer
  }

  async #answer<Name extends StoreMethod>(method: Name, input: StoreInput<Name>): Promise<StoreAnswer<Name>> {
    if (method === 'searchObservations') {
      const [userId, request] = input as StoreInput<'searchObservations'>
      return (await this.#search(userId, request)) as StoreAnswer<Name>
    }
    if (method === 'readContext') {
      const [userId, request] = input as StoreInput<'readContext'>
      const search = request.search && (await this.#withSense(userId, request.search))
      return (await this.store.readContext(userId, { ...request, search })) as StoreAnswer<Name>
    }
    if (method === 'readStats') {
      const [userId, now] = input as StoreInput<'readStats'>
      const [stats, embedded] = await Promise.all([
        this.store.readStats(userId, now),
        this.store.countVectors(userId, this.#embedding.space, now),
      ])
      return { ...stats, embedded } as StoreAnswer<Name>
    }
    return callStore(this.store, method, input)
  }

  async #search(userId: string, request: SearchRequest): Promise<StoreAnswer<'searchObservations'>> {
    const asked = await this.#withSense(userId, request)
    const answer = await this.store.searchObservations(userId, asked)
    return { ...answer, meaning: asked.sense === undefined ? 'unavailable' : (answer.meaning ?? 'off') }
  }

  async #withSense(userId: string, request: SearchRequest): Promise<SearchRequest> {
    const sense = await this.#queries.of(userId, request.query)
    return sense === null ? request : { ...request, sense }
  }

  /** Gives every text of every user a vector. Errors: those of the store; `busy` where the embedder fails. */
  async embedAll(options?: EmbedOptions | null): Promise<Embedded> {
    const { onProgress, signal } = given(options)
    const stop = signal ?? new AbortController().signal
    let embedded: Embedded = { users: 0, observations: 0 }
    for (let after: string | null = null; !stop.aborted;) {
      const page: UsersToSweep = await this.store.usersToEmbed(this.#embedding.space, after)
      for (const userId of page.users) {
        for (let last: number | null = 0; last !== null && !stop.aborted;) {
          const found = await this.#embedding.embedPage(userId, last, stop)
          last = found.last
          embedded = { ...embedded, observations: embedded.observations + found.observations }
          onProgress?.(embedded)
        }
        embedded = { ...embedded, users: embedded.users + 1 }
      }
      if (page.next === null) break
      after = page.next
    }
    onProgress?.(embedded)
    return embedded
  }

  /** Waits until the background has nothing to do at once. */
  async settled(): Promise<void> {
    await this.#background?.settled()
  }

  override async close(): Promise<void> {
    await this.#background?.close()
    await super.close()
  }
}
