import type { StoredObservation } from '../../port/stored.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'

/**
 * Observations of a user by their text and the time of their creation, as one import looks them up. Each text is read
 * once: where thousands of lines say the same at different times, every line would otherwise read all of them again.
 */
export class KnownTexts {
  readonly #unit: UnitOfWork
  /** By digest, then by time. */
  readonly #known = new Map<number, Map<number, StoredObservation[]>>()

  constructor(unit: UnitOfWork) {
    this.#unit = unit
  }

  /** Returns the observations with this digest that were created at this time, ascending by id. */
  createdAt({
    digest,
    createdAt,
  }: Pick<StoredObservation, 'digest' | 'createdAt'>): readonly StoredObservation[] {
    let known = this.#known.get(digest)
    if (known === undefined) {
      known = Map.groupBy(this.#unit.byDigest(digest), (stored) => stored.createdAt)
      this.#known.set(digest, known)
    }
    return known.get(createdAt) ?? []
  }

  /** Takes an observation that the import added. */
  add(observation: StoredObservation): void {
    const known = this.#known.get(observation.digest)
    const { createdAt } = observation
    known?.set(createdAt, [...(known.get(createdAt) ?? []), observation])
  }

  /** Reads the texts of a changed observation anew when they are asked for. */
  change(before: StoredObservation, after: Pick<StoredObservation, 'digest'>): void {
    this.#known.delete(before.digest)
    this.#known.delete(after.digest)
  }
}
