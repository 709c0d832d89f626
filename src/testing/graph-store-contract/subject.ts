import type { GraphOperation, GraphStore } from '../../adapters/langgraph/graph-store.ts'
import type { Capability, ContractCase, Limited } from '../contract-case.ts'

/** A store of LangGraph, of any product: every `BaseStore` has this shape. */
export type GraphStoreUnderTest = Pick<GraphStore, 'get' | 'search' | 'put' | 'delete' | 'listNamespaces'> & {
  /** Runs operations together and returns their results in order. */
  batch: (operations: GraphOperation[]) => Promise<unknown>
}

/** An open store. */
export interface OpenGraphStore {
  /** The store. */
  readonly store: GraphStoreUnderTest
  /** Closes the store. */
  readonly close: () => Promise<unknown>
}

/** A kind of store. */
export interface GraphStoreSubject extends Limited {
  /** Opens a store that is empty and apart from all others. */
  readonly open: () => Promise<OpenGraphStore>
}

/** A case on a store. */
export type GraphStoreCase = ContractCase<GraphStoreSubject>

/** Makes a case that runs on an empty store, and closes it also after a failure. */
export function graphStoreCase(
  name: string,
  body: (store: GraphStoreUnderTest) => Promise<void>,
  needs: readonly Capability[] = [],
): GraphStoreCase {
  return {
    name,
    needs,
    run: async (subject) => {
      const { store, close } = await subject.open()
      try {
        await body(store)
      } finally {
        await close()
      }
    },
  }
}

/** Returns the keys of what was found, in its order. */
export function keysOf(items: readonly { readonly key: string }[]): string[] {
  return items.map(({ key }) => key)
}

/** Puts numbered records below a namespace. */
export async function putMany(
  store: GraphStoreUnderTest,
  namespace: string[],
  count: number,
): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `key-${String(at).padStart(2, '0')}`)
  for (const [at, key] of keys.entries()) await store.put(namespace, key, { at })
  return keys
}
