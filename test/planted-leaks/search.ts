import type { SearchAnswer, SearchRequest, Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** Scores take the number of matches among all users into account, as bm25() over a shared index does. */
export function globalStatistics(store: Store): Store {
  const users = new Set<string>()
  return override(store, {
    saveObservation: (userId, ...input) => {
      users.add(userId)
      return store.saveObservation(userId, ...input)
    },
    searchObservations: async (userId, request) => {
      const answer = await store.searchObservations(userId, request)
      let matches = 0
      for (const other of users) {
        if (other !== userId)
          matches += (await store.searchObservations(other, unlimited(request))).results.length
      }
      const rarity = 1 / (1 + matches / 1_000)
      return {
        ...answer,
        results: answer.results.map((result) => ({ ...result, score: result.score * rarity })),
      }
    },
  })
}

/** Takes the best of all users, and only then those of the one who asks. */
export function limitBeforeFilter(store: Store): Store {
  const users = new Set<string>()
  return override(store, {
    saveObservation: (userId, ...input) => {
      users.add(userId)
      return store.saveObservation(userId, ...input)
    },
    searchObservations: async (userId, request) => {
      const answer = await store.searchObservations(userId, request)
      const best = answer.results.map(({ score, id }) => ({ score, id, mine: true }))
      for (const other of users) {
        if (other === userId) continue
        const { results } = await store.searchObservations(other, request)
        best.push(...results.map(({ score, id }) => ({ score, id, mine: false })))
      }
      const taken = best.toSorted((a, b) => b.score - a.score).slice(0, request.limit)
      const mine = new Set(taken.filter((result) => result.mine).map(({ id }) => id))
      return { ...answer, results: answer.results.filter(({ id }) => mine.has(id)) }
    },
  })
}

/** Keeps answers by query, and forgets them when a user who was given one writes. */
export function cacheWithoutUser(store: Store): Store {
  return cached(store, (_userId, query) => query)
}

/** Keeps answers by a key in which user and query run into one another. */
export function cacheByJoinedKey(store: Store): Store {
  return cached(store, (userId, query) => `${userId}:${query}`)
}

function cached(store: Store, key: (userId: string, query: string) => string): Store {
  const answers = new Map<string, { userId: string; answer: SearchAnswer }>()
  const forgetting =
    <Input extends unknown[], Result>(write: (userId: string, ...input: Input) => Promise<Result>) =>
    async (userId: string, ...input: Input): Promise<Result> => {
      const result = await write(userId, ...input)
      for (const [at, entry] of answers) if (entry.userId === userId) answers.delete(at)
      return result
    }
  return override(store, {
    saveObservation: forgetting(store.saveObservation.bind(store)),
    forgetObservation: forgetting(store.forgetObservation.bind(store)),
    eraseUser: forgetting(store.eraseUser.bind(store)),
    startSession: forgetting(store.startSession.bind(store)),
    endSession: forgetting(store.endSession.bind(store)),
    importRecords: forgetting(store.importRecords.bind(store)),
    searchObservations: async (userId, request) => {
      const { query, limit, filter, minShare, full } = request
      const at = JSON.stringify([key(userId, query), limit, filter, minShare, full])
      const known = answers.get(at)
      if (known !== undefined) return known.answer
      const answer = await store.searchObservations(userId, request)
      answers.set(at, { userId, answer })
      return answer
    },
  })
}

function unlimited(request: SearchRequest): SearchRequest {
  return { ...request, limit: 1_000 }
}
