import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { planQuery, termsToRead } from '../../src/search/query/plan.ts'
import { indexText } from '../../src/stores/sqlite/index/term-index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { BareLayout } from '../shared/bare-layout.ts'
import { benchNow, ourFile, sharedFile, sizeOf, userIdOf, type Population } from '../shared/bench-files.ts'
import { SharedLayout } from '../shared/shared-layout.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'

/** One search, and what the bare reading of it reads. */
interface Asked {
  readonly user: UserMemory
  readonly number: number
  readonly query: string
  /** The observation that the query was made from. */
  readonly target: number
  /** As the index has them. */
  readonly terms: readonly string[]
  readonly found: readonly number[]
}

const analyzer = createAnalyzer('english')

/** One population in our file and in the shared layout, and searches in it. */
export class ScaleFile implements AsyncDisposable {
  readonly rows: number
  readonly asked: readonly Asked[]
  /** Bytes of our file over those of the shared layout. */
  readonly bytes: { readonly ours: number; readonly shared: number }
  readonly #memory: ILabMemory
  readonly #bare: BareLayout
  readonly #shared: SharedLayout

  private constructor(
    rows: number,
    parts: { memory: ILabMemory; bare: BareLayout; shared: SharedLayout },
    asked: readonly Asked[],
    bytes: ScaleFile['bytes'],
  ) {
    this.rows = rows
    this.#memory = parts.memory
    this.#bare = parts.bare
    this.#shared = parts.shared
    this.asked = asked
    this.bytes = bytes
  }

  /**
   * Builds or opens the files, and asks `searches` times for an observation of a user, both chosen at random. Without room
   * for a cache each search reads what bare reading reads.
   */
  static async open(population: Population, searches: number, searchCacheBytes = 0): Promise<ScaleFile> {
    const { users, each } = population
    const [ours, other] = [await ourFile(population), await sharedFile(population)]
    const bytes = { ours: sizeOf(ours), shared: sizeOf(other) }
    const memory = await ILabMemory.fromPath(ours, { clock: () => benchNow, searchCacheBytes })
    const bare = new BareLayout(ours)
    const shared = new SharedLayout(other)
    const random = seeded(users)
    const asked: Asked[] = []
    for (let i = 0; i < searches; i++) {
      const user = Math.floor(random() * users)
      const number = Math.floor(random() * each)
      const query = queryFor(zipfText(user, number), random)
      const handle = memory.forUser(userIdOf(user))
      const results = await handle.search(query)
      const owner = bare.user(userIdOf(user)).number
      asked.push({
        user: handle,
        number: owner,
        query,
        target: number + 1,
        terms: termsToRead(planQuery(query, analyzer)).map((term) => indexText(owner, [term])),
        found: results.map(({ id }) => id),
      })
    }
    return new ScaleFile(users * each, { memory, bare, shared }, asked, bytes)
  }

  /** Searches that returned the right observation among their ten results. */
  get foundTargets(): number {
    return this.asked.filter(({ found, target }) => found.includes(target)).length
  }

  readonly ours = (round: number): Promise<unknown> => {
    const { user, query } = this.#at(round)
    return user.search(query)
  }

  readonly bare = (round: number): unknown => {
    const { terms, number, found } = this.#at(round)
    return this.#bare.search(terms, number, found)
  }

  readonly shared = (round: number): unknown => {
    const { user, query } = this.#at(round)
    return this.#shared.search(user.userId, query)
  }

  #at(round: number): Asked {
    return this.asked[round % this.asked.length]!
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#memory.close()
    this.#bare[Symbol.dispose]()
    this.#shared[Symbol.dispose]()
  }
}
