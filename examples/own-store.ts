/**
 * A store of your own in plain maps, explained in docs/custom-stores.md. Here it imports the sources.
 */
import * as engine from '../src/engine/index.ts'

/** Everything of one user. */
interface Kept {
  readonly user: engine.UserState
  readonly observations: Map<number, engine.StoredObservation>
  readonly sessions: engine.PlainSessions
  readonly versions: engine.PlainVersions
  readonly saves: Map<string, engine.KeyedSave>
  readonly threads: engine.PlainThreads
  readonly journal: engine.PlainJournal
}

const analyzer = engine.createAnalyzer('english')
const copyOf = (of?: Kept): Kept => {
  const [observations, saves] = [new Map(of?.observations), new Map(of?.saves)]
  const [sessions, threads] = [new engine.PlainSessions(of?.sessions), new engine.PlainThreads(of?.threads)]
  const versions = new engine.PlainVersions(of?.versions)
  const journal = new engine.PlainJournal((id) => observations.get(id)?.createdAt, of?.journal)
  const user = { ...(of?.user ?? engine.newUser()) }
  return { user, observations, sessions, versions, saves, threads, journal }
}
const byId = (all: Kept['observations']): engine.StoredObservation[] =>
  [...all.values()].toSorted((a, b) => a.id - b.id)
const byTime = (a: engine.Position, b: engine.Position): number => a.createdAt - b.createdAt || a.id - b.id
const textOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
const countByType = (stored: readonly engine.StoredObservation[]): Map<string, number> => {
  const active = Map.groupBy(stored.filter(engine.isIndexed), ({ type }) => type)
  return new Map([...active].map(([type, all]) => [type, all.length]))
}

/** Reads one user. It indexes all observations anew for each search, which serves some hundreds. */
function readerOf(
  userId: string,
  { user, observations, versions, sessions, threads, journal }: Kept,
): engine.UserReader {
  const all = byId(observations).map((row) => ({ ...row, sessionId: sessions.idOf(row.session) }))
  const index = () => engine.indexObservations(all, analyzer)
  return {
    userId,
    analyzer,
    threads,
    journal,
    user: () => user,
    observation: (ref) =>
      all.find((o) => o.id === ref || (o.topicKey === ref && engine.isIndexed(o))) ?? null,
    observations: (ids) => new Map(ids.map((id) => [id, all.find((one) => one.id === id)!])),
    observationsInOrder(order, after, limit, filter) {
      const sign = order === 'newest' ? -1 : 1
      const isNext = (o: engine.Position) => !after || sign * byTime(o, after) > 0
      const found = all.filter((o) => engine.passesFilter(filter, o) && isNext(o))
      return found.toSorted((a, b) => sign * byTime(a, b)).slice(0, limit)
    },
    idsPassing: (filter) => all.filter((stored) => engine.passesFilter(filter, stored)).map(({ id }) => id),
    observationsAfterId: (after, limit) => all.filter(({ id }) => id > after).slice(0, limit),
    ...engine.readExpiry(byId(observations), versions.all()),
    ...versions.reads((session) => sessions.idOf(session)),
    ...sessions.reads(user),
    countByType: () => countByType(all),
    documents: () => index().documents,
    postings: () => new Map(index().postings),
    vocabulary: () => [...index().postings.keys()],
    resultRows: (ids) => new Map(ids.map((id) => [id, observations.get(id)!])),
    texts: () => all.filter(engine.isIndexed),
  }
}

/** Changes one user's copy. */
function unitOf(userId: string, kept: Kept): engine.UnitOfWork {
  const { user, observations, sessions, versions, saves, threads, journal } = kept
  const all = (): engine.StoredObservation[] => byId(observations)
  return {
    userId,
    user,
    threads,
    journal,
    observation: (id) => observations.get(id) ?? null,
    byTopic: (key) => all().find((o) => o.topicKey === key && engine.isIndexed(o)) ?? null,
    proposalByTopic: (key) => all().find((o) => o.topicKey === key && !engine.isIndexed(o)) ?? null,
    byDigest: (digest) => all().filter((stored) => stored.digest === digest),
    put: (observation) => void observations.set(observation.id, observation),
    remove({ id }) {
      observations.delete(id)
      journal.blank(id)
      versions.forget(id)
      for (const [key, save] of saves)
        if ([save, ...save.others].some((s) => s.observation === id)) saves.set(key, { ...save, draft: null })
    },
    ...versions.changes(),
    ...sessions.changes(),
    typesInSession: (number, now) =>
      countByType(all().filter((o) => o.session === number && !engine.hasExpired(o, now))),
    keyedSave(key) {
      const save = saves.get(textOf(key))
      const { topicKey = null, expiresAt = null } = observations.get(save?.observation ?? 0) ?? {}
      return save ? { ...save, sessionId: sessions.idOf(save.session), topicKey, expiresAt } : null
    },
    addKeyedSave(key, save) {
      saves.set(textOf(key), save)
      return saves.size <= engine.rememberedSaves || !saves.delete([...saves.keys()][0]!)
    },
    flush: () => undefined,
    get reader() {
      return readerOf(userId, kept)
    },
  }
}

/** Runs transactions, each within one turn of the event loop: that keeps their order. */
function createMapBackend(): engine.StoreBackend {
  const users = new Map<string, Kept>()
  const find = (id: string): engine.UserReader | null => (users.has(id) ? readerOf(id, users.get(id)!) : null)
  return {
    language: analyzer.language,
    async write(userId, { creates }, work) {
      if (!creates && !users.has(userId)) return engine.runAtOnce(work(null))
      // A write changes a copy, so that one which fails leaves no trace.
      const kept = copyOf(users.get(userId))
      const result = engine.runAtOnce(work(unitOf(userId, kept)))
      users.set(userId, kept)
      return result
    },
    read: async (userId, work) => engine.runAtOnce(work(find(userId))),
    async erase(userId, now) {
      const { user, observations } = users.get(userId) ?? copyOf()
      const living = [...observations.values()].filter((stored) => !engine.hasExpired(stored, now))
      users.delete(userId)
      const { sessions } = user
      return { observations: living.length, sessions, erasedAt: new Date(now).toISOString() }
    },
    async usersToSweep(now) {
      const due = [...users].filter(([, { user }]) => engine.isDue(user, now))
      return { users: due.map(([userId]) => userId), next: null }
    },
    async openSnapshot(userId) {
      const reader = find(userId)
      return { read: async (work) => engine.runAtOnce(work(reader)), close: () => undefined }
    },
    close: async () => users.clear(),
  }
}

/** Opens an empty store in plain maps. */
export const openOwnStore = (): engine.EngineStore => new engine.EngineStore(createMapBackend())
