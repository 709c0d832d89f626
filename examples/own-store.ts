/**
 * A store of your own in plain maps, explained in docs/custom-stores.md. Here it imports the sources.
 */
import {
  createAnalyzer,
  EngineStore,
  indexObservations,
  newUser,
  PlainThreads,
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
  readonly threads: PlainThreads
}

const analyzer = createAnalyzer('english')
const copyOf = (of?: Kept): Kept => {
  const [observations, sessions] = [new Map(of?.observations), new Map(of?.sessions)]
  const [saves, threads] = [new Map(of?.saves), new PlainThreads(of?.threads)]
  return { user: { ...(of?.user ?? newUser()) }, observations, sessions, saves, threads }
}
const byId = (all: Kept['observations']): StoredObservation[] =>
  [...all.values()].toSorted((a, b) => a.id - b.id)
const byTime = (a: Position, b: Position): number => a.createdAt - b.createdAt || a.id - b.id
const byStart = (a: StoredSession, b: StoredSession): number =>
  a.startedAt - b.startedAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
const textOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
const countByType = (stored: readonly StoredObservation[]): Map<string, number> =>
  new Map([...Map.groupBy(stored, ({ type }) => type)].map(([type, all]) => [type, all.length]))

/** Reads one user. It indexes all observations anew for each search, which serves some hundreds. */
function readerOf(userId: string, { user, observations, sessions, threads }: Kept): UserReader {
  const all = byId(observations).map((o) => ({ ...o, sessionId: sessions.get(o.session)!.id }))
  const completed = [...sessions.values()].filter(({ endedAt }) => endedAt !== null)
  const index = () => indexObservations(all, analyzer)
  return {
    userId,
    analyzer,
    threads,
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
  const { user, observations, sessions, saves, threads } = kept
  const all = (): StoredObservation[] => byId(observations)
  return {
    userId,
    user,
    threads,
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
      const topicKey = observations.get(save?.observation ?? 0)?.topicKey ?? null
      return save === undefined ? null : { ...save, sessionId: sessions.get(save.session)!.id, topicKey }
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
  const find = (id: string): UserReader | null => (users.has(id) ? readerOf(id, users.get(id)!) : null)
  return {
    language: analyzer.language,
    async write(userId, { creates }, work) {
      if (!creates && !users.has(userId)) return runAtOnce(work(null))
      // A write changes a copy, so that one which fails leaves no trace.
      const kept = copyOf(users.get(userId))
      const result = runAtOnce(work(unitOf(userId, kept)))
      users.set(userId, kept)
      return result
    },
    read: async (userId, work) => runAtOnce(work(find(userId))),
    async erase(userId, now) {
      const { observations, sessions } = users.get(userId)?.user ?? newUser()
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
export const openOwnStore = (): EngineStore => new EngineStore(createMapBackend())
