/**
 * A store of your own in plain maps, explained in docs/custom-stores.md. Here it imports the sources.
 */
import * as engine from '../src/engine/index.ts'

/** Everything of one user. */
interface Kept {
  readonly user: engine.UserState
  readonly observations: Map<number, engine.StoredObservation>
  readonly sessions: Map<number, engine.StoredSession>
  readonly saves: Map<string, engine.KeyedSave>
  readonly threads: engine.PlainThreads
  readonly journal: engine.PlainJournal
  past: readonly engine.StoredVersion[]
}

const analyzer = engine.createAnalyzer('english')
const copyOf = (of?: Kept): Kept => {
  const [observations, sessions] = [new Map(of?.observations), new Map(of?.sessions)]
  const [saves, threads] = [new Map(of?.saves), new engine.PlainThreads(of?.threads)]
  const journal = new engine.PlainJournal((id) => observations.get(id)?.createdAt, of?.journal)
  const user = { ...(of?.user ?? engine.newUser()) }
  return { user, observations, sessions, saves, threads, journal, past: of?.past ?? [] }
}
const byId = (all: Kept['observations']): engine.StoredObservation[] =>
  [...all.values()].toSorted((a, b) => a.id - b.id)
const byTime = (a: engine.Position, b: engine.Position): number => a.createdAt - b.createdAt || a.id - b.id
const byStart = (a: engine.StoredSession, b: engine.StoredSession): number =>
  a.startedAt - b.startedAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
const nameOf = (of: Kept['sessions'], session: number) => ({ sessionId: of.get(session)?.id ?? null })
const placeOf = (at: { observation: number; revision: number }) => at.observation * 2 ** 26 + at.revision
const textOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
const countByType = (stored: readonly engine.StoredObservation[]): Map<string, number> => {
  const active = Map.groupBy(stored.filter(engine.isIndexed), ({ type }) => type)
  return new Map([...active].map(([type, all]) => [type, all.length]))
}

/** Reads one user. It indexes all observations anew for each search, which serves some hundreds. */
function readerOf(
  userId: string,
  { user, observations, past, sessions, threads, journal }: Kept,
): engine.UserReader {
  const all = byId(observations).map((row) => ({ ...row, ...nameOf(sessions, row.session) }))
  const versions = past.map((row) => ({ ...row, ...nameOf(sessions, row.session) }))
  const known = [...sessions.values()]
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
    sessionNumber: (id) => known.find((session) => session.id === id)?.number ?? null,
    observationsAfterId: (after, limit) => all.filter(({ id }) => id > after).slice(0, limit),
    ...engine.readExpiry(byId(observations), past),
    versionsAfter: (at, limit) => versions.filter((other) => placeOf(other) > placeOf(at)).slice(0, limit),
    versionsBefore({ observation, revision }, limit) {
      const older = versions.filter((v) => v.observation === observation && v.revision < revision)
      return older.toReversed().slice(0, limit)
    },
    versionsOfSession: (number, kind) => past.filter((row) => row.session === number && row.type === kind),
    countByType: () => countByType(all),
    sessions: () => known.toSorted(byStart),
    lastCompletedSessions(limit) {
      const closed = known.filter(({ endedAt, summary }) => endedAt !== null && summary !== null)
      return closed.toSorted((a, b) => b.endedAt! - a.endedAt! || b.number - a.number).slice(0, limit)
    },
    lastSessionActivity: () =>
      Math.max(0, ...known.map((s) => (s.number === user.activeSession ? 0 : s.lastActivityAt))) || null,
    documents: () => index().documents,
    postings: () => new Map(index().postings),
    vocabulary: () => [...index().postings.keys()],
    resultRows: (ids) => new Map(ids.map((id) => [id, observations.get(id)!])),
    texts: () => all.filter(engine.isIndexed),
  }
}

/** Changes one user's copy. */
function unitOf(userId: string, kept: Kept): engine.UnitOfWork {
  const { user, observations, sessions, saves, threads, journal } = kept
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
      kept.past = kept.past.filter(({ observation }) => observation !== id)
      for (const [key, save] of saves)
        if ([save, ...save.others].some((s) => s.observation === id)) saves.set(key, { ...save, draft: null })
    },
    versions: (id) => kept.past.filter(({ observation }) => observation === id),
    addVersion(version) {
      kept.past = [...kept.past, version].toSorted((a, b) => placeOf(a) - placeOf(b))
    },
    dropVersions(dropped) {
      kept.past = kept.past.filter((row) => dropped.every((gone) => placeOf(gone) !== placeOf(row)))
    },
    session: (number) => sessions.get(number) ?? null,
    sessionById: (id) => [...sessions.values()].find((session) => session.id === id) ?? null,
    activeByKey: (key) => [...sessions.values()].find((s) => s.key === key && s.endedAt === null) ?? null,
    putSession: (session) => void sessions.set(session.number, session),
    typesInSession: (number, now) =>
      countByType(all().filter((o) => o.session === number && !engine.hasExpired(o, now))),
    keyedSave(key) {
      const save = saves.get(textOf(key))
      const { topicKey = null, expiresAt = null } = observations.get(save?.observation ?? 0) ?? {}
      return save ? { ...save, ...nameOf(sessions, save.session), topicKey, expiresAt } : null
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
