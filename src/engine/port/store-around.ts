import type { ExportRecord, Store, UsersToSweep } from '../../core/store/store.ts'
import type { Language } from '../../search/corpus.ts'
import { ForwardingStore } from './forwarding-store.ts'

/** A store around another one. What is no call with one answer goes straight to the inner store. */
export abstract class StoreAround extends ForwardingStore {
  readonly language: Language
  /** The inner store. */
  protected readonly store: Store

  /** Wraps a store; closing this one closes it. */
  constructor(store: Store) {
    super()
    this.language = store.language
    this.store = store
  }

  exportUser(userId: string, now: number): AsyncIterable<readonly ExportRecord[]> {
    return this.store.exportUser(userId, now)
  }

  usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return this.store.usersToSweep(now, after)
  }

  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return this.store.usersToEmbed(space, after)
  }

  close(): Promise<void> {
    return this.store.close()
  }
}
