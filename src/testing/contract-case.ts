import type { Config } from '../core/model.ts'
import type { Store } from '../core/store/store.ts'
import type { UserMemory } from '../core/user-memory.ts'

/** Abilities that a product may lack. The cases that need a missing one are skipped and say why. */
export type Capability =
  /** Takes the time from the given clock. */
  | 'clock'
  /** Takes the ids of new sessions from the given source. */
  | 'sessionIds'
  /** Takes the given configuration. */
  | 'config'
  /** `export` and `import`. */
  | 'transfer'
  /** Takes an `idempotencyKey` with a save. */
  | 'idempotency'
  /** Gives a save no key of its own. Each remembered key counts in `Stats.bytes`. */
  | 'unkeyedSaves'
  /** Takes every condition of a filter, and an order of lists. */
  | 'conditions'
  /** A store: keeps vectors, so that a search may go by sense, too. */
  | 'vectors'
  /** Answers `search` with `explain`. */
  | 'explain'
  /** Lists and gets observations while recall is paused, for the user's own page. */
  | 'ownPage'
  /** Answers each read by one read of the memory, so that it leaves one entry in the journal, however long it is. */
  | 'wholeReads'
  /** Takes and gives data, sources and keywords. */
  | 'fields'
  /** Refuses a number where a text belongs, a text where a number belongs, and an empty optional field. */
  | 'exactInput'
  /** An adapter or a graph's store: finds by words. */
  | 'textSearch'
  /** A graph's store: searches without a query answer in the order of the first puts. */
  | 'putOrder'
  /** A graph's store: takes the user from the first label, and refuses calls over all users. */
  | 'oneUserACall'
  /** An adapter: keeps each text under its name, and shows the text of one name alone. */
  | 'names'
  /** An adapter: lists what it keeps. */
  | 'listing'
  /** An adapter: removes what it keeps under a name. */
  | 'removal'
  /** An adapter: takes input of a model, and refuses a user in it. */
  | 'modelInput'
  /** An adapter: the user can pause it. */
  | 'userPause'
  /** An adapter: its memory can be made to fail. */
  | 'failure'

/** One thing that must hold, as data: any test runner can run it. */
export interface ContractCase<Subject extends Limited> {
  /** The behaviour, as in "returns nothing for another user". */
  readonly name: string
  /** The numbered requirement that it proves, as in `R3`. */
  readonly requirement?: string | undefined
  /** Abilities that the case needs. */
  readonly needs: readonly Capability[]
  /** Opens what it needs, checks, and closes it again; rejects where the behaviour is not there. */
  readonly run: (subject: Subject) => Promise<void>
}

/** Abilities that a product lacks, each with the reason. */
export type Limits = Readonly<Partial<Record<Capability, string>>>

/** A product that names what it lacks. */
export interface Limited {
  /** Abilities that it lacks; absent: none. */
  readonly cannot?: Limits
}

/** Clock, id source and settings that a memory is opened with. */
export interface MemoryOptions {
  /** Source of the time, in milliseconds since the epoch. */
  readonly clock: () => number
  /** Source of session ids. */
  readonly newSessionId: () => string
  /**
   * Settings of the memory.
   * @default the memory's own defaults
   */
  readonly config?: Omit<Config, 'clock' | 'newSessionId'>
}

/** An open memory of many users, of any class. */
export interface OpenMemory {
  /** Returns the handle of one user. */
  forUser(userId: string): UserMemory
  /** Closes the memory. */
  close(): Promise<void>
}

/** A product that keeps memory for users. */
export interface MemorySubject extends Limited {
  /** Opens a memory that is empty and apart from all others. */
  readonly open: (options: MemoryOptions) => Promise<OpenMemory>
}

/** A case on the facade and its handles. */
export type MemoryCase = ContractCase<MemorySubject>

/** A kind of store. */
export interface StoreSubject extends Limited {
  /** Opens a store that is empty and apart from all others. */
  readonly open: () => Promise<Store>
}

/** A case on the storage port. */
export type StoreCase = ContractCase<StoreSubject>

/** Returns the reason why `subject` cannot run a case; null where it can. */
export function skipReason<Subject extends Limited>(
  contractCase: ContractCase<Subject>,
  subject: Subject,
): string | null {
  for (const capability of contractCase.needs) {
    const reason = subject.cannot?.[capability]
    if (reason !== undefined) return `${capability}: ${reason}`
  }
  return null
}
