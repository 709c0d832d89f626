import { nodeIsBusy } from './failures.ts'
import type { ShardMap } from './shard-map.ts'
import { Share } from './share.ts'

/** Milliseconds after which the map is read again: shards may have moved. An old map costs fairness only. */
const usualAgeMs = 60_000

/**
 * The part of the connections that calls to one node of a cluster may hold. A node that hangs holds its calls until their
 * time is over, and without this bound they would keep the users of all other nodes from the pool.
 */
export class NodeShares {
  readonly #connections: number
  readonly #mostAgeMs: number
  readonly #shares = new Map<number, Share>()
  #map: ShardMap | null
  #readAt = performance.now()

  /** @param connections - connections for each node */
  constructor(map: ShardMap | null, connections: number, mostAgeMs = usualAgeMs) {
    this.#map = map
    this.#connections = connections
    this.#mostAgeMs = mostAgeMs
  }

  /**
   * Waits for the turn of a call. Returns the function that ends the turn; null: all users are on one node. Errors: `busy`.
   *
   * @param deadline - time up to which it waits, on the clock of `performance`
   * @param read - reads the map anew; called without waiting for it, where the map is old
   */
  async enter(
    userKey: string,
    deadline: number,
    read: () => Promise<ShardMap | null>,
  ): Promise<(() => void) | null> {
    if (performance.now() - this.#readAt >= this.#mostAgeMs) this.#readAgain(read)
    if (this.#map === null || this.#map.nodes < 2) return null
    const node = this.#map.nodeOf(userKey)
    const share = this.#shares.get(node) ?? new Share(this.#connections, nodeIsBusy)
    this.#shares.set(node, share)
    return share.enter(deadline)
  }

  #readAgain(read: () => Promise<ShardMap | null>): void {
    this.#readAt = performance.now()
    read().then(
      (map) => {
        this.#map = map
      },
      // The next call after that time asks again.
      () => undefined,
    )
  }
}
