import { seeded } from '../shared/zipf-texts.ts'

/** Size of a simulation. */
export interface SimulationSize {
  readonly users: number
  /** Observations of a user before the day, on average; they follow Zipf's law as activity does. */
  readonly each: number
  /** Real minutes that the day of 24 hours takes. */
  readonly minutes: number
  /** Sessions that begin in a second of real time, on average over the day. */
  readonly pace: number
  readonly seed: number
}

/** A session of the day's plan. */
export interface PlannedSession {
  /** Part of the day that has passed, in [0, 1). */
  readonly at: number
  readonly user: number
  /** Seed of the session's calls. */
  readonly seed: number
}

/** Exponent of Zipf's law: the busiest of 100,000 users has 2 sessions of 100. */
const exponent = 0.8
/** The most observations of one user before the day. */
const mostObservations = 500
/** Activity by hour, from midnight. */
const rhythm = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 10, 8, 10, 12, 12, 11, 9, 8, 9, 10, 9, 6, 4]

/** Users, their activity and what they have before the day; the same for the same size. */
export class Population {
  readonly size: SimulationSize
  readonly #cumulative: Float64Array
  /** By user; made when it is first asked for. */
  #ranks: Uint32Array | null = null

  constructor(size: SimulationSize) {
    this.size = size
    this.#cumulative = new Float64Array(size.users)
    for (let rank = 0, sum = 0; rank < size.users; rank++)
      this.#cumulative[rank] = sum += (rank + 1) ** -exponent
  }

  /** Number of a user's observations before the day: at least 1, at most 500. */
  observationsOf(user: number): number {
    const share = (this.#rankOf(user) + 1) ** -exponent / this.#cumulative.at(-1)!
    const { users, each } = this.size
    return Math.min(mostObservations, Math.max(1, Math.round(share * users * each)))
  }

  /** Number of all observations before the day. */
  get observations(): number {
    let sum = 0
    for (let user = 0; user < this.size.users; user++) sum += this.observationsOf(user)
    return sum
  }

  /** The day's sessions in the order in which they begin. */
  get sessions(): PlannedSession[] {
    const { minutes, pace, seed } = this.size
    const random = seeded(seed)
    const times = Float64Array.from({ length: Math.round(minutes * 60 * pace) }, () =>
      timeOfDay(random()),
    ).toSorted()
    return Array.from(times, (at) => ({
      at,
      user: this.#userOf(this.#drawRank(random())),
      seed: Math.floor(random() * 2 ** 31),
    }))
  }

  #drawRank(share: number): number {
    const wanted = share * this.#cumulative.at(-1)!
    let [low, high] = [0, this.size.users - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#cumulative[middle]! <= wanted) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Scatters active users over the numbers, and with them over the pages of a file. */
  #userOf(rank: number): number {
    return (rank * stepOf(this.size.users)) % this.size.users
  }

  #rankOf(user: number): number {
    this.#ranks ??= this.#allRanks()
    return this.#ranks[user]!
  }

  #allRanks(): Uint32Array {
    const ranks = new Uint32Array(this.size.users)
    for (let rank = 0; rank < this.size.users; rank++) ranks[this.#userOf(rank)] = rank
    return ranks
  }
}

/** A prime that does not divide the number of users, so that every rank has a user of its own. */
const stepOf = (users: number): number => [7_919, 104_729].find((prime) => users % prime !== 0) ?? 1

function timeOfDay(share: number): number {
  let rest = share * rhythm.reduce((sum, weight) => sum + weight, 0)
  const hour = rhythm.findIndex((weight) => (rest -= weight) < 0)
  return (hour + 1 + rest / rhythm[hour]!) / rhythm.length
}
