import type { StoredObservation } from '../../../engine/port/stored.ts'
import type { CountedVersion, StoredVersion } from '../../../engine/port/version.ts'
import type { Sender } from './statements.ts'

/** An observation as a write finds it, with revision and bytes of its earlier versions. */
export interface WithVersions extends StoredObservation {
  readonly versions: readonly (readonly [revision: number, bytes: number])[] | null
}

/** Leaves out what is not a column of the observation. */
export function withoutVersions(found: WithVersions): StoredObservation {
  const { versions: _, ...observation } = found
  return observation
}

/** Earlier versions of the observations that a write found, and its changes of them. */
export class Versions {
  readonly #byObservation = new Map<number, readonly CountedVersion[]>()
  #added: readonly StoredVersion[] = []
  #dropped: CountedVersion[] = []

  constructor(found: readonly WithVersions[]) {
    for (const { id: observation, versions } of found) {
      const counted = (versions ?? []).map(([revision, bytes]) => ({ observation, revision, bytes }))
      this.#byObservation.set(observation, counted)
    }
  }

  /** Returns the versions of an observation, ascending by revision. */
  of(observation: number): readonly CountedVersion[] {
    return this.#byObservation.get(observation) ?? []
  }

  add(version: StoredVersion): void {
    const all = [...this.of(version.observation), version]
    this.#byObservation.set(
      version.observation,
      all.toSorted((a, b) => a.revision - b.revision),
    )
    this.#added = [...this.#added, version]
  }

  drop(dropped: readonly CountedVersion[]): void {
    for (const { observation, revision, bytes } of dropped) {
      const isIt = (other: CountedVersion): boolean =>
        other.observation === observation && other.revision === revision
      this.#byObservation.set(
        observation,
        this.of(observation).filter((other) => !isIt(other)),
      )
      if (!this.#added.some(isIt)) this.#dropped.push({ observation, revision, bytes })
      this.#added = this.#added.filter((other) => !isIt(other))
    }
  }

  /** Takes back the additions to an observation that the write removes with all its versions. */
  forget(observation: number): void {
    this.#byObservation.delete(observation)
    this.#added = this.#added.filter((version) => version.observation !== observation)
  }

  /** Sends the changes: removals first, as an added version may have the number of a removed one. */
  send(transaction: Sender): Promise<unknown>[] {
    const [added, dropped] = [this.#added, this.#dropped]
    this.#added = []
    this.#dropped = []
    const ids = dropped.map(({ observation }) => observation)
    const revisions = dropped.map(({ revision }) => revision)
    return [
      ...(dropped.length === 0 ? [] : [transaction.ask('dropVersions', ids, revisions)]),
      ...(added.length === 0 ? [] : [transaction.ask('insertVersions', JSON.stringify(added))]),
    ]
  }
}
