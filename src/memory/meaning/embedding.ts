import type { Embedder } from '../../core/model/embedder.ts'
import type { EmbeddedText, Store, TextToEmbed } from '../../core/store/store.ts'
import type { PackedVector } from '../../search/sense/packed-vector.ts'
import { textsToEmbed } from '../../search/sense/windows.ts'
import { embedTexts } from './embed-texts.ts'
import { spaceOf } from './space.ts'

/** A page of one user's texts that got vectors. */
export interface EmbeddedPage {
  /** Id of the page's last observation; null: nothing is left to embed. */
  readonly last: number | null
  /** Observations that got vectors. */
  readonly observations: number
}

const defaultBatch = 16

/** Gives vectors to the texts of one user after the other. A call to the embedder holds texts of one user only. */
export class Embedding {
  /** Number of the embedder's vector space. */
  readonly space: number
  readonly #store: Store
  readonly #embedder: Embedder
  readonly #now: () => number
  /** Texts that the embedder refuses, by user and digest: they are not tried again while this memory is open. */
  readonly #refused = new Set<string>()
  /** Texts that got vectors so far. */
  #embedded = 0
  /** By user with a page that failed as a whole: the number of texts that had vectors then. */
  readonly #failedAt = new Map<string, number>()

  constructor(store: Store, embedder: Embedder, now: () => number) {
    this.#store = store
    this.#embedder = embedder
    this.#now = now
    this.space = spaceOf(embedder.id, embedder.dimensions)
  }

  /** Embeds the user's next texts after an id. Errors: those of the store; `busy` where the embedder fails. */
  async embedPage(userId: string, after: number, signal: AbortSignal): Promise<EmbeddedPage> {
    const limit = Math.max(1, Math.min(defaultBatch, this.#embedder.batch ?? defaultBatch))
    const request = { space: this.space, after, limit, now: this.#now() }
    const texts = await this.#store.textsToEmbed(userId, request)
    const last = texts.at(-1)?.id ?? null
    const fresh = texts.filter((text) => !this.#refused.has(`${userId} ${text.digest}`))
    const vectors = fresh.length === 0 ? [] : await this.#embed(userId, fresh, limit, signal)
    // Also where nothing is left: the store then notes that the user is complete.
    const isComplete =
      (vectors.length > 0 || last === null) &&
      (await this.#store.putVectors(userId, this.space, vectors, this.#now()))
    return { last: isComplete ? null : last, observations: vectors.length }
  }

  async #embed(
    userId: string,
    texts: readonly TextToEmbed[],
    limit: number,
    signal: AbortSignal,
  ): Promise<EmbeddedText[]> {
    try {
      const vectors = await this.#embedTogether(texts, limit, signal)
      this.#failedAt.delete(userId)
      return vectors
    } catch (error) {
      if (signal.aborted) throw error
      return this.#embedEach(userId, texts, limit, signal, error)
    }
  }

  /**
   * Finds the texts that the embedder refuses while it takes others, of this user now or of anyone since the page failed
   * before. Where it takes none it is down, and the page is tried again later.
   */
  async #embedEach(
    userId: string,
    texts: readonly TextToEmbed[],
    limit: number,
    signal: AbortSignal,
    error: unknown,
  ): Promise<EmbeddedText[]> {
    const found: EmbeddedText[] = []
    const refused: TextToEmbed[] = []
    const failedAt = this.#failedAt.get(userId)
    let isUp = failedAt !== undefined && this.#embedded > failedAt
    for (const text of texts) {
      try {
        found.push(...(await this.#embedTogether([text], limit, signal)))
        isUp = true
      } catch {
        refused.push(text)
        if (!isUp && refused.length > 1) break
      }
    }
    if (!isUp) {
      if (failedAt === undefined) this.#failedAt.set(userId, this.#embedded)
      throw error
    }
    this.#failedAt.delete(userId)
    for (const { digest } of refused) this.#refused.add(`${userId} ${digest}`)
    return found
  }

  async #embedTogether(
    texts: readonly TextToEmbed[],
    limit: number,
    signal: AbortSignal,
  ): Promise<EmbeddedText[]> {
    const windows = texts.map(({ title, content }) => textsToEmbed(title, content))
    const all = windows.flat()
    const vectors: PackedVector[] = []
    for (let from = 0; from < all.length; from += limit) {
      const part = all.slice(from, from + limit)
      vectors.push(...(await embedTexts(this.#embedder, part, { kind: 'document', signal })))
    }
    this.#embedded += texts.length
    let next = 0
    return texts.map(({ id, digest }, index) => {
      const first = next
      next += windows[index]!.length
      return { id, digest, windows: vectors.slice(first, next) }
    })
  }
}
