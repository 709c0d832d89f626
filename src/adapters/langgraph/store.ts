import { invalidInput } from '../../core/errors/errors.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import type { OnError } from '../shared/on-error.ts'
import { requireOwnRoot } from './address.ts'
import { runBatch, type BatchSettings } from './batch.ts'
import type { FoundGraphItem, GraphItem, GraphMatch, GraphStore } from './graph-store.ts'

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /**
   * Paths of the texts that a query finds, for puts that name none: `title`, `chapters[*].text`, `authors[0]`. `$` is the
   * whole value.
   * @default ['$']
   */
  readonly index?: readonly string[] | null | undefined
  /**
   * Is told of a failure of the memory. The call then answers as with an empty memory, so that the graph goes on; a put
   * that is reported is lost. Wrong input always rejects.
   * @default none: the call rejects
   */
  readonly onError?: OnError | null | undefined
}

/**
 * Makes a store for LangGraph over a memory: `compile({ store: memoryStore(memory) })`. It has the shape of `BaseStore`
 * and imports no framework. DeepAgents' `StoreBackend` works on it too.
 *
 * The first label of every namespace is the id of a user, checked as any user id and by the framework's rules: no `.` and
 * no `:`. Calls over all users are refused. Each record is one observation of type `item`: contexts never show it.
 *
 * While the user has paused saving, puts are dropped; while recall is paused, searches find nothing. `onError` is told of
 * a dropped put.
 *
 * Errors: `invalid_input` for a memory with a closed list of types without `item`.
 *
 * @example
 * ```ts
 * const graph = builder.compile({ store: memoryStore(memory) })
 * // in a node: await config.store.search([userId, 'memories'], { query })
 * ```
 */
export function memoryStore(memory: MemoryOfUsers, options?: MemoryStoreOptions | null): GraphStore {
  if (memory.closedTypes?.includes('item') === false)
    invalidInput("must hold 'item', since records of a graph are of that type", {
      field: 'Config.observationTypes',
    })
  const settings: BatchSettings = {
    memory,
    index: options?.index ?? ['$'],
    onError: options?.onError ?? undefined,
  }
  const only = async <Result>(operation: Parameters<typeof runBatch>[1][number]): Promise<Result> => {
    const [result] = await runBatch(settings, [operation])
    return result as Result
  }
  return {
    batch: async <Results>(operations: readonly Parameters<typeof only>[0][]) =>
      (await runBatch(settings, operations)) as Results,
    get: (namespace, key) => only<GraphItem | null>({ namespace, key }),
    search: (namespacePrefix, { filter, limit, offset, query } = {}) =>
      only<FoundGraphItem[]>({
        namespacePrefix,
        ...(filter === undefined ? {} : { filter }),
        ...(limit === undefined ? {} : { limit }),
        ...(offset === undefined ? {} : { offset }),
        ...(query === undefined ? {} : { query }),
      }),
    put: async (namespace, key, value, index) => {
      requireOwnRoot(namespace)
      await only({ namespace, key, value, ...(index === undefined ? {} : { index }) })
    },
    delete: async (namespace, key) => {
      await only({ namespace, key, value: null })
    },
    listNamespaces: ({ prefix, suffix, maxDepth, limit = 100, offset = 0 } = {}) => {
      const matchConditions: GraphMatch[] = [
        ...(prefix === undefined ? [] : [{ matchType: 'prefix' as const, path: prefix }]),
        ...(suffix === undefined ? [] : [{ matchType: 'suffix' as const, path: suffix }]),
      ]
      return only({ matchConditions, ...(maxDepth === undefined ? {} : { maxDepth }), limit, offset })
    },
    start() {},
    stop() {},
  }
}
