import type { Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** Vectors are counted over all users. */
export function vectorsCountedOverAll(store: Store): Store {
  const users = new Set<string>()
  return override(store, {
    putVectors: (userId, ...input) => {
      users.add(userId)
      return store.putVectors(userId, ...input)
    },
    countVectors: async (_userId, space, now) => {
      const counts = await Promise.all([...users].map((user) => store.countVectors(user, space, now)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
  })
}

/** A search compares the query with the vectors of the user who gave the last ones. */
export function vectorsOfTheLastWriter(store: Store): Store {
  let writer: string | null = null
  return override(store, {
    putVectors: (userId, ...input) => {
      writer = userId
      return store.putVectors(userId, ...input)
    },
    searchObservations: (userId, request) =>
      store.searchObservations(request.sense === undefined ? userId : (writer ?? userId), request),
  })
}
