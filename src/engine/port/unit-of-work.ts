import type { JournalRows } from './journal-rows.ts'
import type { ThreadNeeds, ThreadRows } from './thread-rows.ts'
import type { UserReader } from './reader.ts'
import type { Awaitable } from './steps.ts'
import type { VectorRows } from './vector-rows.ts'
import type { CountedVersion, StoredVersion } from './version.ts'
import type { KeyedSave, StoredObservation, StoredSession, UserState } from './stored.ts'

/** Everything that a write may look up, so that a store over a network can ask for it in one round trip. */
export interface Needs {
  /** True if the write brings the user into being where nothing was ever written. */
  readonly creates: boolean
  /** Topic keys for `byTopic`. */
  readonly topicKeys?: readonly string[]
  /** Topic keys for `proposalByTopic`. */
  readonly proposedTopics?: readonly string[]
  /** Ids of proposals: `byTopic` may be asked for their topic keys. */
  readonly topicsOf?: readonly number[]
  /** Digests for `byDigest`. */
  readonly digests?: readonly number[]
  /** Ids for `observation`. */
  readonly ids?: readonly number[]
  /** Public ids for `sessionById`. */
  readonly sessionIds?: readonly string[]
  /** Digest of an idempotency key, for `keyedSave`. */
  readonly savedUnder?: Uint8Array
  /** True if a store may leave the user's index to the first search or write that needs it. */
  readonly indexesLater?: boolean | undefined
  /** True if that key is a batch's: the observations that it saved are for `observation`. */
  readonly isBatch?: boolean
  /** Keys for `activeByKey`. A write that belongs to a session with a key names that one alone. */
  readonly sessionKeys?: readonly string[]
  /** The write's session may be closed if its last activity was before this time, for `typesInSession`. */
  readonly staleBefore?: number
  /** Time of the write, for `typesInSession`. */
  readonly now?: number
  /** Look-ups of `threads`. */
  readonly threads?: ThreadNeeds
}

/**
 * One user's memory as one write transaction sees and changes it. The rules of the engine call it without waiting; a
 * store answers from memory, from its file, or from what it read for {@link Needs}.
 *
 * The engine keeps the counts of {@link UserState}; a store keeps rows, index and ranking records. The store keeps
 * `user` at the end of the write.
 */
export interface UnitOfWork {
  /** Id of the user. */
  readonly userId: string
  /** The user, changed in place. */
  readonly user: UserState

  /** The observation with this id, if it was needed; null where there is none. */
  observation(id: number): StoredObservation | null
  /** The active observation under this topic key. */
  byTopic(topicKey: string): StoredObservation | null
  /** The proposal that waits for this topic. */
  proposalByTopic(topicKey: string): StoredObservation | null
  /**
   * Observations with this digest, proposals included, ascending by id. Their texts may still differ.
   *
   * @param sought - fields beside the text: a store may leave out what does not have them
   */
  byDigest(digest: number, sought?: SoughtBeside): Iterable<StoredObservation>
  /**
   * Adds an observation, or puts it in the place of `before`, which has the same id and creation time. The index holds
   * the words of active ones only: see `isIndexed`. Its vectors go where `losesVectors` says so.
   */
  put(observation: StoredObservation, before: StoredObservation | null): void
  /**
   * Removes an observation, its versions, its words in the index, and the digests of the drafts that saved it. Its id
   * becomes 0 in the journal.
   */
  remove(observation: StoredObservation): void

  /** Earlier versions of an observation that this unit has returned, ascending by revision. */
  versions(observation: number): readonly CountedVersion[]
  /** Adds an earlier version of an observation. */
  addVersion(version: StoredVersion): void
  /** Removes earlier versions. */
  dropVersions(versions: readonly CountedVersion[]): void

  /** The session with this number; the active one without a key is always known. */
  session(number: number): StoredSession | null
  /** The active session with this key. */
  activeByKey(key: string): StoredSession | null
  /** The session with this public id. */
  sessionById(id: string): StoredSession | null
  /**
   * Adds a session, or puts it in the place of `before`, which has the same number, id and start. The engine has asked
   * `sessionById` for a new one's id, but not announced that in {@link Needs}: a store that reads ahead fails with
   * `invalid_input` where the user has the id.
   */
  putSession(session: StoredSession, before: StoredSession | null): void
  /**
   * Number of active observations by type that a session wrote last, without those that have expired by `now`. Asked only about
   * a stale active session.
   */
  typesInSession(number: number, now: number): ReadonlyMap<string, number>

  /** The save that is remembered under this digest of an idempotency key, with its session's public id. */
  keyedSave(key: Uint8Array): KnownSave | null
  /** Remembers a save, and drops all but the user's last `rememberedSaves`; false where it takes the place of one. */
  addKeyedSave(key: Uint8Array, save: KeyedSave): boolean

  /** Threads of the user. */
  readonly threads: ThreadRows

  /** Journal of the user's reads. */
  readonly journal: JournalRows

  /** Vectors of the user's observations; a store without them is searched by words alone. */
  readonly vectors?: VectorRows | undefined

  /** Makes the changes so far visible to {@link UnitOfWork.reader}. */
  flush(): Awaitable<void>
  /** Reads in the same transaction. */
  readonly reader: UserReader
}

/** Fields beside the text that are sought. Data and keywords may be anything where they are null. */
export type SoughtBeside = Pick<StoredObservation, 'status' | 'data' | 'keywords'>

/** A remembered save with what its result says. */
export interface KnownSave extends KeyedSave {
  /** Public id of its session; null: it has none. */
  readonly sessionId: string | null
  /** Topic key that its observation has now; null: none, or the observation is gone. */
  readonly topicKey: string | null
  /** End that its observation has now; null: none, or the observation is gone. */
  readonly expiresAt: number | null
}
