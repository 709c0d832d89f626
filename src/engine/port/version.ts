import type { Observation } from '../../core/model.ts'
import type { StoredObservation } from './stored.ts'

/** The fields of which each version of an observation has its own. A new field of that kind is one more name here. */
export type VersionedFields = Pick<
  StoredObservation,
  'type' | 'title' | 'content' | 'topicKey' | 'data' | 'source' | 'keywords'
>

/** Every such field; the type requires a new one here. */
const versionedFields: Readonly<Record<keyof VersionedFields, true>> = {
  type: true,
  title: true,
  content: true,
  topicKey: true,
  data: true,
  source: true,
  keywords: true,
}
const names = Object.keys(versionedFields) as readonly (keyof VersionedFields)[]

/** An earlier version of an observation as a store keeps it. Times are milliseconds since the epoch. */
export interface StoredVersion extends VersionedFields {
  /** Id of the observation. */
  readonly observation: number
  /** Number of the version. No two versions of an observation share one. */
  readonly revision: number
  /** Number of the session that wrote it; `noSession`: none. */
  readonly session: number
  /** Time at which it was written. */
  readonly createdAt: number
  /** Time at which the next version took its place. */
  readonly replacedAt: number
  /** Bytes that it counts for in the quota. */
  readonly bytes: number
}

/** A version with the public id of its session, as reads return it. */
export interface ReadVersion extends StoredVersion {
  /** Public id of its session; null: it has none. */
  readonly sessionId: string | null
}

/** The part of a version that tells which one it is and how much it counts for. */
export type CountedVersion = Pick<StoredVersion, 'observation' | 'revision' | 'bytes'>

/** A place in the order of versions: by observation, then by revision. */
export type VersionPosition = Pick<StoredVersion, 'observation' | 'revision'>

/** Shapes the fields of an exported observation or version as a store keeps them. */
export function toVersioned({
  type,
  title,
  content,
  topicKey,
  data,
  source,
  keywords,
}: Pick<Observation, keyof VersionedFields>): VersionedFields {
  return {
    type,
    title,
    content,
    topicKey,
    data: data === null ? null : JSON.stringify(data),
    source,
    keywords: keywords.length === 0 ? null : keywords,
  }
}

/** Copies the fields of which each version has its own. */
export function versionedOf(from: VersionedFields): VersionedFields {
  const entries = names.map((name) => [name, from[name]])
  return Object.fromEntries(entries) as VersionedFields
}
