import type { MemoryOfUsers, UserMemory } from '../../core/user-memory.ts'
import type { OnError } from '../shared/on-error.ts'
import { placeOf, topicKeyOf, type Place } from './address.ts'
import { requireFilter } from './filter.ts'
import type { GraphOperation, GraphPut } from './graph-store.ts'
import { placeToList } from './namespaces.ts'
import { listNamespaces, readItem, searchItems } from './reads.ts'
import { orEmpty } from '../shared/or-empty.ts'
import { writeItems } from './writes.ts'

/** The memory of a store, and how the store uses it. */
export interface BatchSettings {
  readonly memory: MemoryOfUsers
  readonly index: readonly string[]
  readonly onError: OnError | undefined
}

/** An operation, and its place in the batch. */
interface Planned {
  readonly at: number
  readonly operation: GraphOperation
  /** Null where the operation was refused. */
  readonly place: Place | null
}

/** The operations of one user. */
interface Part {
  readonly at: readonly number[]
  readonly run: (results: unknown[]) => Promise<void>
}

/** Runs operations as `GraphStore.batch` says. */
export async function runBatch(
  settings: BatchSettings,
  operations: readonly GraphOperation[],
): Promise<unknown[]> {
  const results: unknown[] = operations.map(() => undefined)
  const parts = partsOf(settings, operations)
  const [first] = parts
  if (first !== undefined && parts.length === 1) {
    await first.run(results)
    return results
  }
  // The framework puts calls of different runs into one batch. One user's failure must not reach another user's run.
  await Promise.all(
    parts.map(async ({ at, run }) => {
      try {
        await run(results)
      } catch (error) {
        for (const place of at) results[place] = rejected(error)
      }
    }),
  )
  return results
}

/** A promise that rejects where it is awaited, and only there. */
function rejected(reason: unknown): Promise<never> {
  const promise = Promise.reject(reason)
  promise.catch(() => undefined)
  return promise
}

/** Checks every operation before any runs. One wrong operation refuses all that the batch has of its user. */
function partsOf(settings: BatchSettings, operations: readonly GraphOperation[]): Part[] {
  const byUser = new Map<unknown, Planned[]>()
  const refusals = new Map<unknown, unknown>()
  for (const [at, operation] of operations.entries()) {
    const user = firstLabelOf(operation)
    const planned = byUser.get(user) ?? []
    byUser.set(user, planned)
    try {
      planned.push({ at, operation, place: checkedPlace(operation) })
    } catch (error) {
      planned.push({ at, operation, place: null })
      refusals.set(user, error)
    }
  }
  return [...byUser].map(([user, planned]) => ({
    at: planned.map(({ at }) => at),
    run: (results) =>
      refusals.has(user)
        ? Promise.reject(refusals.get(user))
        : runOfUser(settings, String(user), planned, results),
  }))
}

/** The first label of an operation, before it is checked; undefined where an operation has none. */
function firstLabelOf(operation: GraphOperation): unknown {
  const namespace: unknown =
    'namespacePrefix' in operation
      ? operation.namespacePrefix
      : 'namespace' in operation
        ? operation.namespace
        : operation.matchConditions?.find(({ matchType }) => matchType === 'prefix')?.path
  return Array.isArray(namespace) ? namespace[0] : undefined
}

function checkedPlace(operation: GraphOperation): Place {
  const place = placeIn(operation)
  if ('key' in operation) topicKeyOf(place, operation.key)
  if ('namespacePrefix' in operation && operation.filter) requireFilter(operation.filter)
  return place
}

function placeIn(operation: GraphOperation): Place {
  if ('namespacePrefix' in operation) return placeOf(operation.namespacePrefix)
  return 'namespace' in operation ? placeOf(operation.namespace) : placeToList(operation)
}

async function runOfUser(
  { memory, index, onError }: BatchSettings,
  userId: string,
  planned: readonly Planned[],
  results: unknown[],
): Promise<void> {
  const user = memory.forUser(userId)
  const puts = new Map<string, GraphPut>()
  for (const { at, operation, place } of planned) {
    if (place === null) continue
    if ('value' in operation) puts.set(topicKeyOf(place, operation.key), operation)
    else results[at] = await readOrEmpty(user, operation, place, onError)
  }
  if (puts.size > 0) await writeItems(user, puts, { index, onError })
}

async function readOrEmpty(
  user: UserMemory,
  operation: Exclude<GraphOperation, GraphPut>,
  place: Place,
  onError: BatchSettings['onError'],
): Promise<unknown> {
  const read = (): Promise<unknown> => {
    if ('namespacePrefix' in operation) return searchItems(user, place, operation)
    return 'key' in operation ? readItem(user, place, operation.key) : listNamespaces(user, place, operation)
  }
  const empty = 'key' in operation ? null : []
  return orEmpty(read, empty, onError)
}
