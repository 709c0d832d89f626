import type { CleanRef, ListRequest } from '../../../core/store/store.ts'
import { passes } from './filter.ts'
import { findKept, ofStatus, type Kept, type KeptObservation } from './kept.ts'

type Position = Pick<KeptObservation, 'createdAt' | 'id'>

/** The order of lists and timelines: by time of creation, then by id. */
function comparePositions(a: Position, b: Position): number {
  return a.createdAt - b.createdAt || a.id - b.id
}

/** One page, and the position after which the next one begins. */
export function listPage(
  kept: Kept,
  { limit, after, order, filter }: ListRequest,
): { page: KeptObservation[]; next: string | null } {
  const ascending = ofStatus(kept, filter.status)
    .filter((observation) => passes(observation, filter))
    .toSorted(comparePositions)
  const inOrder = order === 'oldest' ? ascending : ascending.toReversed()
  const rest = inOrder.filter((observation) => {
    if (after === null) return true
    return order === 'oldest'
      ? comparePositions(observation, after) > 0
      : comparePositions(observation, after) < 0
  })
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { page, next: last && rest.length > limit ? `${last.createdAt}.${last.id}` : null }
}

/** The observation with its neighbours, oldest first; empty where the user has no such one. */
export function neighbours(
  kept: Kept,
  ref: CleanRef,
  { before, after }: { before: number; after: number },
): KeptObservation[] {
  const inOrder = kept.observations.toSorted(comparePositions)
  const anchor = inOrder.findIndex(({ id }) => id === findKept(kept, ref)?.id)
  return anchor < 0 ? [] : inOrder.slice(Math.max(0, anchor - before), anchor + after + 1)
}
