/**
 * A store of your own: plain maps, on the engine of 'ilab-memory/store'. Nothing of it survives the process.
 * docs/custom-stores.md explains each part. Inside the repository the example imports the sources.
 */
import {
  createAnalyzer,
  EngineStore,
  indexObservations,
  newUser,
  passesFilter,
  rememberedSaves,
  runAtOnce,
  type KeyedSave,
  type Position,
  type StoreBackend,
  type StoredObservation,
  type StoredSession,
  type UnitOfWork,
  type UserReader,
  type UserState,
} from '../src/engine/index.ts'

/** Everything of one user. */
interface Kept {
  readonly user: UserState
  readonly observations: Map<number, StoredObservation>
  readonly sessions: Map<number, StoredSession>
  readonly saves: Map<string, KeyedSave>
}

const analyzer = createAnalyzer('english')
const nothing: Kept = { user: newUser(), observations: new Map(), sessions: new Map(), saves: new Map() }

const byId = (all: Kept['observations']): StoredObservation[] =>
  [...all.values()].toSorted((a, b) => a.id - b.id)
const byTime = (a: Position, b: Position): number => a.createdAt - b.createdAt || a.id - b.id
const byStart = (a: StoredSession, b: StoredSession): number =>
  a.startedAt - b.startedAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
const textOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
const countByType = (stored: readonly StoredObservation[]): Map<string, number> =>
  new Map([...Map.groupBy(stored, ({ type }) => type)].map(([type, all]) => [type, all.length]))

/** Reads one user. It indexes all observations anew for each search, which serves some hundreds. */
function readerOf(userId: string, { user, observations, sessions }: Kept): UserReader {
  const all = byId(observations).map((o) => ({ ...o, sessionId: sessions.get(o.session)!.id }))
  const completed = [...sessions.values()].filter(({ endedAt }) => endedAt !== null)
  const index = () => indexObservations(all, analyzer)
  return {
    userId,
    analyzer,
    user: () => user,
    observation: (ref) => all.find(({ id, topicKey }) => id === ref || topicKey === ref) ?? null,
    observations: (ids) => new Map(ids.map((id) => [id, all.find((one) => one.id === id)!])),
    observationsInOrder(order, after, limit, filter) {
      const sign = order === 'newest' ? -1 : 1
      const found = all.filter((o) => passesFilter(filter, o) && (!after || sign * byTime(o, after) > 0))
      return found.toSorted((a, b) => sign * byTime(a, b)).slice(0, limit)
    },
    idsPassing: (filter) => all.filter((stored) => passesFilter(filter, stored)).map(({ id }) => id),
    sessionNumber: (id) => [...sessions.values()].find((session) => session.id === id)?.number ?? null,
    observationsAfterId: (after, limit) => all.filter(({ id }) => id > after).slice(0, limit),
    countByType: () => countByType(all),
    sessions: () => [...sessions.values()].toSorted(byStart),
    lastCompletedSessions(limit) {
      const summarized = completed.filter(({ summary }) => summary !== null)
      return summarized.toSorted((a, b) => b.endedAt! - a.endedAt! || b.number - a.number).slice(0, limit)
    },
    lastCompletedActivity: () => completed.map((s) => s.lastActivityAt).toSorted((a, b) => b - a)[0] ?? null,
    documents: () => index().documents,
    postings: () => new Map(index().postings),
    vocabulary: () => [...index().postings.keys()],
    resultRows: (ids) => new Map(ids.map((id) => [id, observations.get(id)!])),
    texts: () => all,
  }
}

/** Changes one user's copy. */
function unitOf(userId: string, kept: Kept): UnitOfWork {
  const { user, observations, sessions, saves } = kept
  const all = (): StoredObservation[] => byId(observations)
  return {
    userId,
    user,
    observation: (id) => observations.get(id) ?? null,
    byTopic: (topicKey) => all().find((stored) => stored.topicKey === topicKey) ?? null,
    byDigest: (digest) => all().filter((stored) => stored.digest === digest),
    put: (observation) => void observations.set(observation.id, observation),
    remove({ id }) {
      observations.delete(id)
      for (const [key, save] of saves) if (save.observation === id) saves.set(key, { ...save, draft: null })
    },
    session: (number) => sessions.get(number) ?? null,
    sessionById: (id) => [...sessions.values()].find((session) => session.id === id) ?? null,
    addSession: (session) => void sessions.set(session.number, session),
    completeSession: (session) => void sessions.set(session.number, session),
    typesInSession: (number) => countByType(all().filter(({ session }) => session === number)),
    keyedSave(key) {
      const save = saves.get(textOf(key))
      if (save === undefined) return null
      const topicKey = observations.get(save.observation)?.topicKey ?? null
      return { ...save, sessionId: sessions.get(save.session)!.id, topicKey }
    },
    addKeyedSave(key, save) {
      saves.set(textOf(key), save)
      return saves.size <= rememberedSaves || !saves.delete([...saves.keys()][0]!)
    },
    flush: () => undefined,
    get reader() {
      return readerOf(userId, kept)
    },
  }
}

/** Runs transactions, each within one turn of the event loop: that keeps their order. */
function createMapBackend(): StoreBackend {
  const users = new Map<string, Kept>()
  const find = (userId: string): UserReader | null =>
    users.has(userId) ? readerOf(userId, users.get(userId)!) : null
  return {
    language: analyzer.language,
    async write(userId, { creates }, work) {
      if (!creates && !users.has(userId)) return runAtOnce(work(null))
      const { user, observations, sessions, saves } = users.get(userId) ?? nothing
      // A write changes a copy, so that one which fails leaves no trace.
      const maps = { observations: new Map(observations), sessions: new Map(sessions), saves: new Map(saves) }
      const kept = { user: { ...user }, ...maps }
      const result = runAtOnce(work(unitOf(userId, kept)))
      users.set(userId, kept)
      return result
    },
    read: async (userId, work) => runAtOnce(work(find(userId))),
    async erase(userId, now) {
      const { observations, sessions } = (users.get(userId) ?? nothing).user
      users.delete(userId)
      return { observations, sessions, erasedAt: new Date(now).toISOString() }
    },
    async openSnapshot(userId) {
      const reader = find(userId)
      return { read: async (work) => runAtOnce(work(reader)), close: () => undefined }
    },
    close: async () => users.clear(),
  }
}

/** Opens an empty store in plain maps. */
export function openOwnStore(): EngineStore {
  return new EngineStore(createMapBackend())
}
