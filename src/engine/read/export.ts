import type { MemorySettings } from '../../core/model.ts'
import type { ExportRecord } from '../../core/store.ts'
import type { ExportPage, Snapshot } from '../port/backend.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { toObservation, toSession } from '../port/stored.ts'
import { threadPages } from './threads.ts'
import { settingsOf } from '../rules/paused.ts'

const pageSize = 256

/** Reads one user's records, page by page, from one unchanging state. */
export async function* exportPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  const { header, sessions, settings } = await snapshot.read(readBeginning)
  yield [header]
  if (sessions === null) return
  yield sessions
  yield* observationPages(snapshot)
  yield* threadPages(snapshot)
  if (settings !== null) yield [{ kind: 'settings', settings }]
}

async function* observationPages(snapshot: Snapshot): AsyncGenerator<ExportPage> {
  for (let last = 0; ;) {
    const afterId = last
    const page = await snapshot.read((reader) => readPage(reader, afterId))
    if (page.length === 0) return
    yield page
    const record = page.at(-1)
    last = record?.kind === 'observation' ? record.observation.id : last
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

function* readPage(reader: UserReader | null, afterId: number): Steps<ExportPage> {
  if (reader === null) return []
  const found = yield* ask(reader.observationsAfterId(afterId, pageSize))
  return found.map((stored) => ({
    kind: 'observation',
    observation: toObservation(reader.userId, stored),
  }))
}
