/** Limits of a {@link FairQueue}. */
export interface FairQueueLimits {
  /** Items of one user, waiting and inside together. */
  readonly mostPerUser: number
  /** Items of one user inside at once. */
  readonly mostInsidePerUser: number
  /** Items of all users inside at once. */
  readonly mostInside: number
}

interface Lane<Item> {
  readonly waiting: Item[]
  inside: number
}

/**
 * Lets users in by turns, each user's items in their order. A flood of one user's items waits behind itself: another
 * user's item goes in after at most `mostInsidePerUser` of them.
 */
export class FairQueue<Item> {
  readonly #limits: FairQueueLimits
  readonly #lanes = new Map<string, Lane<Item>>()
  /** Users with an item that may go in, in the order of their turns. */
  readonly #turns = new Set<string>()
  #inside = 0

  constructor(limits: FairQueueLimits) {
    this.#limits = limits
  }

  /** True while no item is waiting or inside. */
  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  /** True if the user has reached the limit of items. */
  isFull(user: string): boolean {
    const lane = this.#lanes.get(user)
    return lane !== undefined && lane.waiting.length + lane.inside >= this.#limits.mostPerUser
  }

  add(user: string, item: Item): void {
    let lane = this.#lanes.get(user)
    if (lane === undefined) this.#lanes.set(user, (lane = { waiting: [], inside: 0 }))
    lane.waiting.push(item)
    this.#giveTurn(user, lane)
  }

  /** Lets the next item in and returns it; undefined where none may go in. */
  next(): Item | undefined {
    if (this.#inside >= this.#limits.mostInside) return undefined
    for (const user of this.#turns) {
      const lane = this.#lanes.get(user)!
      this.#turns.delete(user)
      lane.inside++
      this.#inside++
      const item = lane.waiting.shift()!
      this.#giveTurn(user, lane)
      return item
    }
    return undefined
  }

  /** Records that one of the user's items inside is done. */
  done(user: string): void {
    const lane = this.#lanes.get(user)!
    lane.inside--
    this.#inside--
    if (lane.inside + lane.waiting.length === 0) this.#lanes.delete(user)
    else this.#giveTurn(user, lane)
  }

  #giveTurn(user: string, lane: Lane<Item>): void {
    if (lane.waiting.length > 0 && lane.inside < this.#limits.mostInsidePerUser) this.#turns.add(user)
  }
}
