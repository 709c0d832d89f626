import type { MemorySettings } from '../../core/model.ts'
import type { ExportRecord, ObservationRecord } from '../../core/store/store.ts'
import type { ExportPage, Snapshot } from '../port/backend.ts'
import type { UserReader } from '../port/reader.ts'
import type { ReadVersion, VersionPosition } from '../port/version.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { toObservation, toSession } from '../port/stored.ts'
import { journalPages } from './journal.ts'
import { threadPages } from './threads.ts'
import { settingsOf } from '../rules/paused.ts'
import { toExportedVersion } from './versions.ts'

const pageSize = 256
/** Versions of one observation may all be long. */
const versionPageSize = 64

/** Reads one user's records, page by page, from one unchanging state. */
export async function* exportPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  const { header, sessions, settings } = await snapshot.read(readBeginning)
  yield [header]
  if (sessions === null) return
  yield sessions
  yield* observationPages(snapshot)
  yield* threadPages(snapshot)
  yield* journalPages(snapshot)
  if (settings !== null) yield [{ kind: 'settings', settings }]
}

/** Reads observations by id, each followed by its earlier versions. */
async function* observationPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  const versions = versionsInOrder(snapshot)
  let version = await versions.next()
  for (let last = 0; ;) {
    const afterId = last
    const page = await snapshot.read((reader) => readPage(reader, afterId))
    if (page.length === 0) return
    let records: ExportRecord[] = []
    for (const record of page) {
      last = record.observation.id
      records.push(record)
      for (; version.done !== true && version.value.observation <= last; version = await versions.next()) {
        if (version.value.observation === last)
          records.push({ kind: 'version', version: toExportedVersion(version.value) })
        if (records.length < pageSize) continue
        yield records
        records = []
      }
    }
    if (records.length > 0) yield records
  }
}

/** Reads the earlier versions of all observations, a page at a time. */
async function* versionsInOrder(snapshot: Snapshot): AsyncGenerator<ReadVersion> {
  let after: VersionPosition = { observation: 0, revision: 0 }
  for (;;) {
    const from = after
    const page = await snapshot.read((reader) => readVersionPage(reader, from))
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last
  }
}

/** The records before the observations, and the settings that come last; null where there are none. */
interface Beginning {
  readonly header: ExportRecord
  readonly sessions: ExportPage | null
  readonly settings: MemorySettings | null
}

function* readBeginning(reader: UserReader | null): Steps<Beginning> {
  if (reader === null)
    return { header: { kind: 'header', nextObservationId: 1 }, sessions: null, settings: null }
  const [user, sessions] = yield* askAll([reader.user(), reader.sessions()])
  const header = { kind: 'header', nextObservationId: user?.nextId ?? 1 } as const
  if (user === null) return { header, sessions: null, settings: null }
  const records = sessions.map((stored): ExportRecord => {
    const isActive = stored.number === user.activeSession
    const lastActivityAt = (isActive ? user.lastActivityAt : null) ?? stored.lastActivityAt
    return { kind: 'session', session: toSession(reader.userId, stored, lastActivityAt) }
  })
  const hasPaused = user.isSavingPaused || user.isRecallPaused
  return { header, sessions: records, settings: hasPaused ? settingsOf(user) : null }
}

function* readPage(reader: UserReader | null, afterId: number): Steps<readonly ObservationRecord[]> {
  if (reader === null) return []
  const found = yield* ask(reader.observationsAfterId(afterId, pageSize))
  return found.map((stored) => ({
    kind: 'observation',
    observation: toObservation(reader.userId, stored),
  }))
}

function* readVersionPage(reader: UserReader | null, after: VersionPosition): Steps<readonly ReadVersion[]> {
  return reader === null ? [] : yield* ask(reader.versionsAfter(after, versionPageSize))
}
