import type { Capability, ContractCase, Limited } from '../contract-case.ts'

/** An adapter between a framework and a memory, of any product. */
export interface AdapterSubject extends Limited {
  /** Opens the adapter over a memory that is empty and apart from all others. */
  readonly open: () => Promise<OpenAdapter>
}

/** An adapter over an open memory. */
export interface OpenAdapter {
  /** Makes what an application makes for one user's request. */
  readonly forUser: (userId: string) => AdapterOfUser
  /** Pauses saving and recall of one user. A subject that cannot names `userPause`. */
  readonly pause?: (userId: string) => Promise<unknown>
  /** Takes the pause of one user back. */
  readonly resume?: (userId: string) => Promise<unknown>
  /** Makes every later call of the memory fail. A subject that cannot names `failure`. */
  readonly breakMemory?: () => unknown
  /** Returns the errors that the adapter has reported so far. */
  readonly reported?: () => readonly unknown[]
  /** Closes the memory. */
  readonly close: () => Promise<unknown>
}

/**
 * The calls of a framework on the adapter, for one user. A name is the framework's own word for a place: a key, a path, a
 * thread, a session. Answers may have any form; the contract looks for texts in their JSON.
 */
export interface AdapterOfUser {
  /** Keeps a text under a name, as the framework does it: by a tool call, a file, a record, a message of a turn. */
  readonly keep: (name: string, text: string) => Promise<unknown>
  /** Returns everything that the framework or its model gets to see under a name. */
  readonly show: (name: string) => Promise<unknown>
  /** Lists all names or texts of the user. A subject that cannot names `listing`. */
  readonly list?: () => Promise<unknown>
  /** Finds by words. A subject that cannot names `textSearch`. */
  readonly search?: (query: string) => Promise<unknown>
  /** Removes what is under a name. A subject that cannot names `removal`. */
  readonly remove?: (name: string) => Promise<unknown>
  /**
   * Gives the adapter input as a model would, with `fields` added to what it takes: a call of a tool. It returns what the
   * model is answered. A subject that takes no input of a model names `modelInput`.
   */
  readonly callAsModel?: (fields: Readonly<Record<string, unknown>>) => Promise<unknown>
}

/** A case on an adapter. */
export type AdapterCase = ContractCase<AdapterSubject>

/** Makes a case that runs over an empty memory, and closes that also after a failure. */
export function adapterCase(
  name: string,
  body: (adapter: OpenAdapter) => Promise<void>,
  needs: readonly Capability[] = [],
): AdapterCase {
  return {
    name,
    needs,
    run: async (subject) => {
      const adapter = await subject.open()
      try {
        await body(adapter)
      } finally {
        await adapter.close()
      }
    },
  }
}
