import type { Store } from '../../src/core/store/store.ts'
import {
  callStore,
  ForwardingStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from '../../src/engine/port/forwarding-store.ts'

/** A store that does what `store` does, but for the methods in `changes`. */
export function override(store: Store, changes: Partial<Store>): Store {
  return new Overridden(store, changes)
}

class Overridden extends ForwardingStore {
  readonly language
  readonly #store: Store
  readonly #changed: Store

  constructor(store: Store, changes: Partial<Store>) {
    super()
    this.language = store.language
    this.#store = store
    this.#changed = changes as Store
  }

  protected forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    return callStore(Object.hasOwn(this.#changed, method) ? this.#changed : this.#store, method, input)
  }

  exportUser(userId: string, now: number): ReturnType<Store['exportUser']> {
    return (this.#changed.exportUser === undefined ? this.#store : this.#changed).exportUser(userId, now)
  }

  usersToEmbed(...input: Parameters<Store['usersToEmbed']>): ReturnType<Store['usersToEmbed']> {
    return this.#store.usersToEmbed(...input)
  }

  usersToSweep(...input: Parameters<Store['usersToSweep']>): ReturnType<Store['usersToSweep']> {
    return this.#store.usersToSweep(...input)
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
