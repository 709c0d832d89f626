import type { Store } from '../../src/core/store/store.ts'
import { eraseThatLeavesTheIndex } from './erasure.ts'
import {
  errorsThatTell,
  globalIdempotencyKeys,
  globalIds,
  globalUniqueContent,
  globalUniqueTopicKey,
} from './keys.ts'
import { cursorOfAll, sessionOfAnother, statsOverAll, timelineOfAll } from './reads.ts'
import { journalOfAll } from './journal.ts'
import { threadsOfAll } from './threads.ts'
import { vectorsCountedOverAll, vectorsOfTheLastWriter } from './vectors.ts'
import { cacheByJoinedKey, cacheWithoutUser, globalStatistics, limitBeforeFilter } from './search.ts'

/** The harness that must fail on a planted leak. */
export type Harness = 'non-interference' | 'isolation matrix' | 'memory contract' | 'store contract'

/** A mistake that lets one user sense another, planted into a sound store to see that the harness finds it. */
export interface PlantedLeak {
  readonly name: string
  /** Wraps a store, without changing what a lone user sees, unless the leak is in what a user leaves behind. */
  readonly plant: (store: Store) => Store
  /** Harness that finds it. */
  readonly foundBy: readonly Harness[]
}

/** The mistakes that shared storage invites, each as a wrapper around any store. */
export const plantedLeaks: readonly PlantedLeak[] = [
  {
    name: 'statistics of all documents',
    plant: globalStatistics,
    foundBy: ['non-interference', 'isolation matrix'],
  },
  {
    name: 'limit before the filter',
    plant: limitBeforeFilter,
    foundBy: ['non-interference', 'isolation matrix'],
  },
  {
    name: 'cache without the user',
    plant: cacheWithoutUser,
    foundBy: ['non-interference', 'memory contract'],
  },
  { name: 'cache keyed by joined strings', plant: cacheByJoinedKey, foundBy: ['non-interference'] },
  {
    name: 'ids counted over all',
    plant: globalIds,
    foundBy: ['non-interference', 'isolation matrix', 'store contract'],
  },
  {
    name: 'topic key unique over all',
    plant: globalUniqueTopicKey,
    foundBy: ['non-interference', 'isolation matrix'],
  },
  {
    name: 'content unique over all',
    plant: globalUniqueContent,
    foundBy: ['non-interference', 'isolation matrix'],
  },
  {
    name: 'idempotency keys of all',
    plant: globalIdempotencyKeys,
    foundBy: ['non-interference', 'memory contract'],
  },
  { name: 'errors that tell', plant: errorsThatTell, foundBy: ['non-interference', 'isolation matrix'] },
  { name: 'neighbours of all', plant: timelineOfAll, foundBy: ['non-interference', 'isolation matrix'] },
  { name: "another's session", plant: sessionOfAnother, foundBy: ['non-interference', 'isolation matrix'] },
  { name: 'counters over all', plant: statsOverAll, foundBy: ['non-interference', 'isolation matrix'] },
  { name: 'cursor with a counter of all', plant: cursorOfAll, foundBy: ['non-interference'] },
  {
    name: 'one journal for all users',
    plant: journalOfAll,
    foundBy: ['isolation matrix', 'memory contract'],
  },
  { name: 'vectors counted over all', plant: vectorsCountedOverAll, foundBy: ['store contract'] },
  {
    name: 'vectors of the user who wrote last',
    plant: vectorsOfTheLastWriter,
    foundBy: ['store contract'],
  },
  {
    name: 'threads by name alone',
    plant: threadsOfAll,
    foundBy: ['non-interference', 'isolation matrix', 'memory contract', 'store contract'],
  },
  {
    name: 'erasure that leaves the index',
    plant: eraseThatLeavesTheIndex,
    foundBy: ['memory contract', 'store contract'],
  },
]
