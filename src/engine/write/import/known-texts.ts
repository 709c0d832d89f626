import type { StoredObservation } from '../../port/stored.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'
import { hasSameText, type Said } from '../observations.ts'

/** An observation as an import looks for the same one. */
type Sought = Said & Pick<StoredObservation, 'status' | 'createdAt' | 'digest'>

/** Observations by their ids, in the order in which they were found and added. */
type ById = Map<number, StoredObservation>

/**
 * Observations of a user by all that they say, as one import looks them up. Each text is read once, and no look-up goes
 * through the observations that say the same with other keywords, other data or at other times: where thousands of lines
 * have one text, every line would otherwise meet all of them again.
 */
export class KnownTexts {
  readonly #unit: Pick<UnitOfWork, 'byDigest'>
  /** By digest, then by `keyOf`. */
  readonly #known = new Map<number, Map<string, ById>>()

  constructor(unit: Pick<UnitOfWork, 'byDigest'>) {
    this.#unit = unit
  }

  /**
   * Finds the observation that says exactly the same and was created at that time. A proposal is found by its own state, and
   * by the active observation that it has become; the one with the smaller id counts.
   */
  find(said: Sought): StoredObservation | null {
    const same = this.#first(said)
    const active = said.status === 'active' ? null : this.#first({ ...said, status: 'active' })
    if (same === null || active === null) return same ?? active
    return same.id < active.id ? same : active
  }

  #first(said: Sought): StoredObservation | null {
    for (const stored of this.#ofDigest(said.digest).get(keyOf(said))?.values() ?? [])
      if (hasSameText(stored, said)) return stored
    return null
  }

  #ofDigest(digest: number): Map<string, ById> {
    let known = this.#known.get(digest)
    if (known === undefined) {
      known = new Map()
      this.#known.set(digest, known)
      for (const stored of this.#unit.byDigest(digest)) this.add(stored)
    }
    return known
  }

  /** Takes an observation that the import added. */
  add(observation: StoredObservation): void {
    const known = this.#known.get(observation.digest)
    if (known === undefined) return
    const key = keyOf(observation)
    const byId = known.get(key)
    if (byId === undefined) known.set(key, new Map([[observation.id, observation]]))
    else byId.set(observation.id, observation)
  }

  /** Takes an observation that the import put in the place of another one. */
  change(before: StoredObservation, after: StoredObservation): void {
    this.#known.get(before.digest)?.get(keyOf(before))?.delete(before.id)
    this.add(after)
  }
}

/** All but the text, as a text of its own. */
function keyOf({
  status,
  createdAt,
  data,
  keywords,
}: Pick<Sought, 'status' | 'createdAt' | 'data' | 'keywords'>): string {
  return JSON.stringify([status, createdAt, data, keywords])
}
