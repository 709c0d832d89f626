import type { SearchAnswer, SearchRequest, Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** Erasing a user leaves what they said in the index, where a search still meets it. */
export function eraseThatLeavesTheIndex(store: Store): Store {
  const erased = new Map<string, Store['searchObservations']>()
  const left = new Map<string, { type: string; title: string; content: string }[]>()
  return override(store, {
    saveObservation: async (userId, draft, at) => {
      left.set(userId, [...(left.get(userId) ?? []), draft])
      return store.saveObservation(userId, draft, at)
    },
    eraseUser: async (userId, at) => {
      const receipt = await store.eraseUser(userId, at)
      const drafts = left.get(userId) ?? []
      erased.set(userId, async (_userId, request) => ghosts(drafts, request))
      return receipt
    },
    searchObservations: async (userId, request) => {
      const answer = await store.searchObservations(userId, request)
      const stale = await erased.get(userId)?.(userId, request)
      if (stale === undefined) return answer
      return { ...answer, results: [...answer.results, ...stale.results].slice(0, request.limit) }
    },
  })
}

function ghosts(
  drafts: readonly { type: string; title: string; content: string }[],
  request: SearchRequest,
): SearchAnswer {
  const found = drafts.filter(({ content }) => content.toLowerCase().includes(request.query.toLowerCase()))
  return {
    emptyBecause: null,
    meaning: null,
    results: found.map(({ type, title, content }, index) => ({
      id: index + 1,
      type,
      title,
      topicKey: null,
      pinned: false,
      score: 0,
      snippet: content,
      highlights: [],
      observation: null,
      updatedAt: new Date(request.now).toISOString(),
      parts: { relevance: 0, recency: 0, revision: 0 },
    })),
  }
}
