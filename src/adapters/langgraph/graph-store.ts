/** One record of a graph's store. */
export interface GraphItem {
  /** The record as JSON keeps it, private parts redacted. */
  value: Record<string, unknown>
  /** Name of the record in its namespace. */
  key: string
  /** Labels that lead to the record; the first one is the user. */
  namespace: string[]
  /** Time of the first put. */
  createdAt: Date
  /** Time of the last change. */
  updatedAt: Date
}

/** A record that a search found. */
export interface FoundGraphItem extends GraphItem {
  /** Rank in [0, 1]; absent for a search without a query. */
  score?: number
}

/** Reads one record. */
export interface GraphGet {
  /** Labels that lead to the record; the first one is the user. */
  namespace: string[]
  /** Name of the record. */
  key: string
}

/** Searches below a namespace. */
export interface GraphSearch {
  /** Labels that the namespace begins with; the first one is the user. */
  namespacePrefix: string[]
  /** Values of fields, or operators on them: `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`, `$nin`. */
  filter?: Record<string, unknown>
  /**
   * Records at most.
   * @default 10
   */
  limit?: number
  /**
   * Records to leave out at the beginning.
   * @default 0
   */
  offset?: number
  /** Words to find; without them all records are found. */
  query?: string
}

/** Writes one record; a null value removes it. */
export interface GraphPut {
  /** Labels that lead to the record; the first one is the user. */
  namespace: string[]
  /** Name of the record. */
  key: string
  /** The record, or null to remove it. */
  value: Record<string, unknown> | null
  /** Paths of the texts that a query finds; false: none. */
  index?: false | string[]
}

/** Condition on a namespace: labels that it begins or ends with. `*` stands for any one label. */
export interface GraphMatch {
  /** The end of the namespace that is compared. */
  matchType: 'prefix' | 'suffix'
  /** Labels that must be there. */
  path: string[]
}

/** Lists namespaces. */
export interface GraphNamespaces {
  /** Conditions that all must be met; a prefix among them begins with the user. */
  matchConditions?: GraphMatch[]
  /** Labels at which a namespace is cut. */
  maxDepth?: number
  /** Namespaces at most. */
  limit: number
  /** Namespaces to leave out at the beginning. */
  offset: number
}

/** Conditions of `listNamespaces`. */
export interface GraphNamespaceQuery {
  /** Labels that the namespace begins with: the user first. */
  prefix?: string[]
  /** Labels that the namespace ends with. */
  suffix?: string[]
  /** Labels at which a namespace is cut. */
  maxDepth?: number
  /**
   * Namespaces at most.
   * @default 100
   */
  limit?: number
  /**
   * Namespaces to leave out at the beginning.
   * @default 0
   */
  offset?: number
}

/** One operation of a batch. */
export type GraphOperation = GraphGet | GraphSearch | GraphPut | GraphNamespaces

/**
 * A store of the shape that LangGraph's `BaseStore` has, over one memory. Pass it to `compile({ store })`.
 *
 * The first label of every namespace is the user. A call that would reach over users is refused with `invalid_input`.
 */
export interface GraphStore {
  /**
   * Runs operations together: reads see what was there before, then the puts of one user happen in one transaction for
   * each 100 of them. Of two puts under one key the last one counts. The results are in the order of the operations.
   *
   * Where one user's part fails in a batch over several users, the others' parts go on, and a promise that rejects stands
   * in the place of each failed result. A batch of one user rejects as a whole.
   */
  batch: <Results>(operations: readonly GraphOperation[]) => Promise<Results>
  /** Returns one record, or null. Errors: `invalid_input`. */
  get: (namespace: string[], key: string) => Promise<GraphItem | null>
  /** Finds records below a namespace: best first with a query, oldest first without. Errors: `invalid_input`. */
  search: (
    namespacePrefix: string[],
    options?: Omit<GraphSearch, 'namespacePrefix'>,
  ) => Promise<FoundGraphItem[]>
  /** Writes one record. Errors: `invalid_input`; `quota_exceeded`. */
  put: (
    namespace: string[],
    key: string,
    value: Record<string, unknown>,
    index?: false | string[],
  ) => Promise<void>
  /** Removes one record with its bytes, where it is there. Errors: `invalid_input`; `busy`. */
  delete: (namespace: string[], key: string) => Promise<void>
  /**
   * Lists the namespaces of the user that `prefix` begins with. Errors: `invalid_input`, also without such a prefix.
   */
  listNamespaces: (options?: GraphNamespaceQuery) => Promise<string[][]>
  /** Does nothing: the memory is open. */
  start: () => void
  /** Does nothing: the application closes its memory. */
  stop: () => void
}
