import type { Observation } from '../../src/core/model.ts'
import type { Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** Neighbours in a timeline may be another user's. */
export function timelineOfAll(store: Store): Store {
  const users = new Set<string>()
  return override(store, {
    saveObservation: (userId, ...input) => {
      users.add(userId)
      return store.saveObservation(userId, ...input)
    },
    readTimeline: async (userId, id, window) => {
      const own = await store.readTimeline(userId, id, window, 0)
      if (own.length === 0) return own
      const foreign: Observation[] = []
      for (const other of users) {
        if (other !== userId) foreign.push(...(await everything(store, other)))
      }
      const all = [...own, ...foreign].toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
      const anchor = all.findIndex((observation) => observation.userId === userId && observation.id === id)
      return all.slice(Math.max(0, anchor - window.before), anchor + window.after + 1)
    },
  })
}

/** A user without a session goes on with another user's open one. */
export function sessionOfAnother(store: Store): Store {
  let open: { userId: string; sessionId: string } | null = null
  return override(store, {
    saveObservation: async (userId, draft, at) => {
      const saved = await store.saveObservation(userId, draft, {
        ...at,
        newSessionId: open !== null && open.userId !== userId ? open.sessionId : at.newSessionId,
      })
      open = { userId, sessionId: saved.sessionId! }
      return saved
    },
    endSession: async (...input) => {
      const ended = await store.endSession(...input)
      open = null
      return ended
    },
  })
}

/** The counters count all users' rows. */
export function statsOverAll(store: Store): Store {
  const users = new Set<string>()
  return override(store, {
    saveObservation: (userId, ...input) => {
      users.add(userId)
      return store.saveObservation(userId, ...input)
    },
    readStats: async (userId) => {
      const own = await store.readStats(userId, 0)
      let { observations } = own
      for (const other of users)
        if (other !== userId) observations += (await store.readStats(other, 0)).observations
      return { ...own, observations }
    },
  })
}

/** Cursors are numbered over all users' pages. */
export function cursorOfAll(store: Store): Store {
  const positions: { createdAt: number; id: number }[] = []
  return override(store, {
    listObservations: async (userId, request) => {
      const after = request.after === null ? null : (positions[request.after.id - 1] ?? request.after)
      const page = await store.listObservations(userId, { ...request, after })
      if (page.nextCursor === null) return page
      const [createdAt = 0, id = 0] = page.nextCursor.split('.').map(Number)
      positions.push({ createdAt, id })
      return { ...page, nextCursor: `${createdAt}.${positions.length}` }
    },
  })
}

async function everything(store: Store, userId: string): Promise<Observation[]> {
  const request = { limit: 1_000, after: null, order: 'newest', filter: {}, now: 0 } as const
  return (await store.listObservations(userId, request)).observations
}
