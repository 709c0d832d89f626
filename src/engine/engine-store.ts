import { MemoryError } from '../core/errors/errors.ts'
import type { ExportRecord, Store, UsersToSweep } from '../core/store/store.ts'
import type { Language } from '../search/corpus.ts'
import {
  ForwardingStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from './port/forwarding-store.ts'
import { engineOperations } from './operations/operations.ts'
import type { Snapshot, StoreBackend } from './port/backend.ts'
import { livingSnapshot } from './expiry/living-snapshot.ts'
import { exportPages } from './read/export.ts'

const noUsers: UsersToSweep = { users: [], next: null }

/**
 * A {@link Store} over a {@link StoreBackend}. It decides what each operation does, once for every storage; the backend
 * runs transactions, keeps rows and releases what it holds.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(new EngineStore(backend))
 * ```
 */
export class EngineStore extends ForwardingStore implements Store {
  /** Language that the index was built for. */
  readonly language: Language
  readonly #backend: StoreBackend
  #underWay = 0
  #whenIdle: (() => void) | null = null
  readonly #snapshots = new Set<Snapshot>()
  #closing: Promise<void> | null = null

  /** Builds a store over a backend, which this store closes. */
  constructor(backend: StoreBackend) {
    super()
    this.#backend = backend
    this.language = backend.language
  }

  /** Runs the operation of that name on the backend. */
  protected forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    return this.run(() => engineOperations[method](this.#backend, ...input))
  }

  /** Yields the user's memory as it was at one moment; see {@link Store.exportUser}. */
  async *exportUser(userId: string, now: number): AsyncGenerator<readonly ExportRecord[]> {
    const snapshot = await this.run(() => this.#backend.openSnapshot(userId))
    this.#snapshots.add(snapshot)
    try {
      for await (const page of exportPages(livingSnapshot(this.#whileOpen(snapshot), now))) {
        yield page
        this.#requireOpen()
      }
    } finally {
      if (this.#snapshots.delete(snapshot)) snapshot.close()
    }
  }

  /** Lists users with something that may have expired; see {@link Store.usersToSweep}. */
  usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return this.run(() => this.#backend.usersToSweep(now, after))
  }

  /** Lists users with observations that may have no vector; see {@link Store.usersToEmbed}. */
  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return this.run(async () => (await this.#backend.usersToEmbed?.(space, after)) ?? noUsers)
  }

  /** Waits for the calls under way, then closes the backend. Calling it twice is fine; later calls fail with `closed`. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
    for (const snapshot of this.#snapshots) snapshot.close()
    this.#snapshots.clear()
    await this.#backend.close()
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Runs a call that closing waits for. Errors: `closed`. */
  protected async run<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    this.#underWay++
    try {
      return await run()
    } finally {
      this.#underWay--
      if (this.#underWay === 0) this.#whenIdle?.()
    }
  }

  #whileOpen(snapshot: Snapshot): Snapshot {
    return {
      read: (work) => this.run(() => snapshot.read(work)),
      close: () => snapshot.close(),
    }
  }
}
