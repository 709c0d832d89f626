/** Numbers of the observations that a user must have: what was there, and each acknowledged write since. */
export interface ExpectedUser {
  readonly numbers: Set<number>
  /** Numbers that must not be there any more. */
  readonly erased: Set<number>
  /** By topic key, the number that holds it. */
  readonly topics: Map<string, number>
  /** Number of the user's next observation. */
  next: number
}

/** Memory as it must be, by user. Users without a write have what the population says. */
export class Expected {
  readonly #users = new Map<number, ExpectedUser>()
  readonly #observationsOf: (user: number) => number

  constructor(observationsOf: (user: number) => number) {
    this.#observationsOf = observationsOf
  }

  /** Users with a session in the day. */
  get active(): number[] {
    return [...this.#users.keys()]
  }

  of(user: number): ExpectedUser {
    const known = this.#users.get(user)
    if (known !== undefined) return known
    const next = this.#observationsOf(user)
    const numbers = new Set(Array.from({ length: next }, (_, number) => number))
    const expected = { numbers, erased: new Set<number>(), topics: new Map<string, number>(), next }
    this.#users.set(user, expected)
    return expected
  }

  /** Notes an acknowledged save. Under a topic key it replaces what the key had. */
  saved(user: number, number: number, topicKey?: string): void {
    const { numbers, topics } = this.of(user)
    numbers.add(number)
    if (topicKey === undefined) return
    const replaced = topics.get(topicKey)
    if (replaced !== undefined) numbers.delete(replaced)
    topics.set(topicKey, number)
  }

  /** Notes an acknowledged erasure. */
  erased(user: number): void {
    const { numbers, erased, topics } = this.of(user)
    for (const number of numbers) erased.add(number)
    numbers.clear()
    topics.clear()
  }
}
