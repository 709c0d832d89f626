import { MemoryError } from '../../src/core/errors/errors.ts'
import type { Observation, SaveResult } from '../../src/core/model.ts'
import type { CleanRef, Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** Ids come from one sequence for all users. */
export function globalIds(store: Store): Store {
  const given = new Map<number, { userId: string; id: number }>()
  const globalOf = (userId: string, id: number): number => {
    for (const [global, own] of given) if (own.userId === userId && own.id === id) return global
    given.set(given.size + 1, { userId, id })
    return given.size
  }
  const ownOf = (userId: string, global: CleanRef): CleanRef => {
    if (typeof global === 'string') return global
    const own = given.get(global)
    return own?.userId === userId ? own.id : Number.MAX_SAFE_INTEGER
  }
  const outward = <Shape extends { readonly id: number }>(userId: string, shape: Shape): Shape => ({
    ...shape,
    id: globalOf(userId, shape.id),
  })
  const all = <Shape extends { readonly id: number }>(userId: string, shapes: readonly Shape[]): Shape[] =>
    shapes.map((shape) => outward(userId, shape))
  return override(store, {
    saveObservation: async (userId, ...input) =>
      outward(userId, await store.saveObservation(userId, ...input)),
    getObservation: async (userId, id) => {
      const found = await store.getObservation(userId, ownOf(userId, id), 0)
      return found === null ? null : outward(userId, found)
    },
    forgetObservation: (userId, id) => store.forgetObservation(userId, ownOf(userId, id), 0),
    readTimeline: async (userId, id, window) =>
      all(userId, await store.readTimeline(userId, ownOf(userId, id), window, 0)),
    searchObservations: async (userId, request) => {
      const answer = await store.searchObservations(userId, request)
      return { ...answer, results: all(userId, answer.results) }
    },
    listObservations: async (userId, request) => {
      const page = await store.listObservations(userId, request)
      return { ...page, observations: all(userId, page.observations) }
    },
  })
}

/** A topic key belongs to the user who used it first; the others hit the unique index. */
export function globalUniqueTopicKey(store: Store): Store {
  const owners = new Map<string, string>()
  return override(store, {
    saveObservation: async (userId, draft, at) => {
      if (draft.topicKey !== null) {
        const owner = owners.get(draft.topicKey) ?? userId
        owners.set(draft.topicKey, owner)
        if (owner !== userId) throw new MemoryError('storage', 'a unique index refused the observation')
      }
      return store.saveObservation(userId, draft, at)
    },
  })
}

/** An idempotency key is remembered for all users: the next one to use it is told what the first one saved. */
export function globalIdempotencyKeys(store: Store): Store {
  const saved = new Map<string, { userId: string; result: SaveResult }>()
  return override(store, {
    saveObservation: async (userId, draft, at) => {
      const { idempotencyKey } = at
      if (idempotencyKey === undefined) return store.saveObservation(userId, draft, at)
      const known = saved.get(idempotencyKey)
      if (known !== undefined && known.userId !== userId) return known.result
      const result = await store.saveObservation(userId, draft, at)
      saved.set(idempotencyKey, { userId, result })
      return result
    },
  })
}

/** A text that one user saved counts as a repetition for all users. */
export function globalUniqueContent(store: Store): Store {
  const said = new Map<string, string>()
  return override(store, {
    saveObservation: async (userId, draft, at) => {
      const key = JSON.stringify([draft.type, draft.title, draft.content])
      const first = said.get(key) ?? userId
      said.set(key, first)
      const saved = await store.saveObservation(userId, draft, at)
      return first === userId ? saved : { ...saved, outcome: 'deduped' }
    },
  })
}

/** An id that another user has is forbidden; one that no user has is absent. */
export function errorsThatTell(store: Store): Store {
  const users = new Set<string>()
  const telling = async (userId: string, id: CleanRef): Promise<Observation | null> => {
    const own = await store.getObservation(userId, id, 0)
    if (own !== null) return own
    for (const other of users) {
      if (other === userId || (await store.getObservation(other, id, 0)) === null) continue
      throw new MemoryError('forbidden', 'this observation is not yours')
    }
    return null
  }
  return override(store, {
    saveObservation: (userId, ...input) => {
      users.add(userId)
      return store.saveObservation(userId, ...input)
    },
    getObservation: telling,
  })
}
