import type { Config } from '../core/model.ts'
import type { Store } from '../core/store.ts'
import type { UserMemory } from '../core/user-memory.ts'

/** What a product may be unable to do, so that the cases which need it are skipped and say why. */
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
  /** Answers `search` with `explain`. */
  | 'explain'

/** One thing that must hold, as data: any test runner can run it. */
export interface ContractCase<Subject extends { readonly cannot?: Limits }> {
  /** The behaviour, as in "returns nothing for another user". */
  readonly name: string
  /** The numbered requirement that it proves, as in `R3`. */
  readonly requirement?: string | undefined
  readonly needs: readonly Capability[]
  /** Opens what it needs, checks, and closes it again; rejects where the behaviour is not there. */
  readonly run: (subject: Subject) => Promise<void>
}

/** What a product cannot do, each with the reason. */
export type Limits = Readonly<Partial<Record<Capability, string>>>

/** What a memory is opened with. */
export interface MemoryOptions {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly newSessionId: () => string
  readonly config?: Omit<Config, 'clock' | 'newSessionId'>
}

/** An open memory of many users, whatever class it is. */
export interface OpenMemory {
  forUser(userId: string): UserMemory
  close(): Promise<void>
}

/** A product that keeps memory for users. Every `open` gives one that is empty and apart from all others. */
export interface MemorySubject {
  readonly cannot?: Limits
  readonly open: (options: MemoryOptions) => Promise<OpenMemory>
}

/** A case on the facade and its handles. */
export type MemoryCase = ContractCase<MemorySubject>

/** A kind of store. Every `open` gives one that is empty and apart from all others. */
export interface StoreSubject {
  readonly cannot?: Limits
  readonly open: () => Promise<Store>
}

/** A case on the storage port. */
export type StoreCase = ContractCase<StoreSubject>

/** Why `subject` cannot run a case; null where it can. */
export function skipReason<Subject extends { readonly cannot?: Limits }>(
  contractCase: ContractCase<Subject>,
  subject: Subject,
): string | null {
  for (const capability of contractCase.needs) {
    const reason = subject.cannot?.[capability]
    if (reason !== undefined) return `${capability}: ${reason}`
  }
  return null
}
