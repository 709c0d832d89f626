import type { UnitOfWork } from '../../port/unit-of-work.ts'
import type { UserReader } from '../../port/reader.ts'
import type { StoredVersion, VersionPosition } from '../../port/version.ts'

/**
 * Earlier versions of one user's observations in a plain list, for a store that keeps a user in memory. A write changes a
 * copy, which takes the place of the original when it succeeds.
 */
export class PlainVersions {
  /** Ascending by observation, then by revision. */
  #versions: readonly StoredVersion[]

  /** Copies other versions; begins with none where there are none to copy. */
  constructor(from?: PlainVersions) {
    this.#versions = from === undefined ? [] : from.#versions
  }

  /** Every version. */
  all(): readonly StoredVersion[] {
    return this.#versions
  }

  /** Removes the versions of an observation. */
  forget(observation: number): void {
    this.#versions = this.#versions.filter((version) => version.observation !== observation)
  }

  /** Makes the part of a unit of work that changes versions. */
  changes(): Pick<UnitOfWork, 'versions' | 'addVersion' | 'dropVersions'> {
    return {
      versions: (id) => this.#versions.filter(({ observation }) => observation === id),
      addVersion: (version) => {
        this.#versions = [...this.#versions, version].toSorted(compare)
      },
      dropVersions: (dropped) => {
        this.#versions = this.#versions.filter((version) =>
          dropped.every((gone) => compare(version, gone) !== 0),
        )
      },
    }
  }

  /**
   * Makes the part of a reader that tells of versions.
   *
   * @param sessionIdOf - public id of the session with a number; null: there is none
   */
  reads(
    sessionIdOf: (session: number) => string | null,
  ): Pick<UserReader, 'versionsAfter' | 'versionsBefore' | 'versionsOfSession'> {
    const all = this.#versions.map((version) => ({ ...version, sessionId: sessionIdOf(version.session) }))
    return {
      versionsAfter: (position, limit) => all.filter((one) => compare(one, position) > 0).slice(0, limit),
      versionsBefore: ({ observation, revision }, limit) =>
        all
          .filter((one) => one.observation === observation && one.revision < revision)
          .toReversed()
          .slice(0, limit),
      versionsOfSession: (session, type) => all.filter((one) => one.session === session && one.type === type),
    }
  }
}

function compare(a: VersionPosition, b: VersionPosition): number {
  return a.observation - b.observation || a.revision - b.revision
}
