import type { ImportCounts, MemorySettings, Observation, Session } from '../../../core/model.ts'
import type { ExportRecord, ObservationRecord, WriteContext } from '../../../core/store/store.ts'
import { decideMerge, importedEnd, revisionAfter } from '../../rules/import-merge.ts'
import { hasExpired } from '../../rules/expiry.ts'
import { isForgotten } from '../../rules/sessions/forgotten-session.ts'
import { contentDigest } from '../../rules/texts/content-digest.ts'
import { draftOfProposal, isTold } from '../../rules/proposals.ts'
import type { StoredObservation, UserState } from '../../port/stored.ts'
import type { AddedEntry } from '../../port/journal-rows.ts'
import { toVersioned, type VersionedFields } from '../../port/version.ts'
import type { Needs, UnitOfWork } from '../../port/unit-of-work.ts'
import { addObservation, replaceObservation } from '../observations.ts'
import { KnownTexts } from './known-texts.ts'
import { importItem, needsOfItems } from '../threads.ts'
import { toAddedEntry } from '../journal.ts'
import { importVersion } from './import-versions.ts'
import { addSession, importedSession } from '../sessions.ts'
import { fitQuota } from '../versions.ts'

/** Digests of an import's observations, computed once for the look-ups and for the rows. */
export type ImportDigests = ReadonlyMap<Observation, number>

/** Computes the digests of observations by which repetitions are found. */
export function digestsOfImport(records: readonly ExportRecord[]): ImportDigests {
  const digests = new Map<Observation, number>()
  for (const record of records)
    if (record.kind === 'observation') digests.set(record.observation, contentDigest(record.observation))
  return digests
}

/** Everything that importing these records may look up. */
export function needsOfImport(
  records: readonly ExportRecord[],
  digests: ImportDigests,
): Omit<Needs, 'creates'> {
  const observations = [...digests.keys()]
  const sessions = records.flatMap(sessionOf)
  const items = records.filter((record) => record.kind === 'thread_item')
  return {
    ...(items.length === 0 ? {} : { threads: needsOfItems(items) }),
    ids: observations.map(({ id }) => id),
    topicKeys: observations.flatMap(({ topicKey }) => topicKey ?? []),
    proposedTopics: observations.flatMap(({ topicKey, status }) =>
      topicKey === null || status === 'active' ? [] : [topicKey],
    ),
    digests: [...digests].filter(([{ topicKey }]) => topicKey === null).map(([, digest]) => digest),
    sessionIds: [...new Set(sessions)],
    sessionKeys: records.flatMap(activeKeyOf),
  }
}

/** Key of a record that is an active session with one. */
function activeKeyOf(record: ExportRecord): readonly string[] {
  if (record.kind !== 'session' || record.session.endedAt !== null) return []
  return record.session.key === undefined ? [] : [record.session.key]
}

/** The session that a record is or names. */
function sessionOf(record: ExportRecord): string[] {
  if (record.kind === 'session') return [record.session.id]
  if (record.kind !== 'observation' && record.kind !== 'version') return []
  const { sessionId } = record.kind === 'observation' ? record.observation : record.version
  return sessionId === null ? [] : [sessionId]
}

/** Adds the records that are not there yet. Errors: `invalid_input`, `quota_exceeded`, `paused`. */
export function importRecords(
  unit: UnitOfWork,
  records: readonly ExportRecord[],
  at: WriteContext,
  digests: ImportDigests,
): ImportCounts {
  const counts = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  const { user } = unit
  const { observations, bytes } = user
  const ids = new Map<number, number | null>()
  const texts = new KnownTexts(unit)
  const entries: AddedEntry[] = []
  for (const record of records) {
    if (record.kind === 'header') user.nextId = Math.max(user.nextId, record.nextObservationId)
    else if (record.kind === 'session') {
      const isAdded = importSession(unit, record.session)
      if (!isForgotten(record.session)) counts[isAdded ? 'sessions' : 'unchanged']++
    } else if (record.kind === 'thread_item') counts[importItem(unit, record) ? 'threadItems' : 'unchanged']++
    else if (record.kind === 'observation') {
      const { id, isAdded } = importObservation(unit, record, at, { digests, texts })
      ids.set(record.observation.id, id)
      counts[isAdded ? 'observations' : 'unchanged']++
    } else if (record.kind === 'version') importVersion(unit, record, ids, at)
    else if (record.kind === 'journal') entries.push(toAddedEntry(unit, record, ids))
  }
  if (entries.length > 0) unit.journal.add(entries)
  for (const record of records) if (record.kind === 'settings') importSettings(user, record.settings)
  fitQuota(unit, at, {
    before: { observations, bytes },
    revised: [...ids.values()].filter((id) => id !== null),
  })
  return counts
}

/** Pauses what the settings pause; an import never turns a switch on again. */
function importSettings(user: UserState, { isSavingPaused, isRecallPaused }: MemorySettings): void {
  user.isSavingPaused ||= isSavingPaused
  user.isRecallPaused ||= isRecallPaused
}

function importSession(unit: UnitOfWork, session: Session): boolean {
  if (unit.sessionById(session.id) !== null) return false
  const startedAt = Date.parse(session.startedAt)
  const lastActivityAt = Date.parse(session.lastActivityAt)
  const endedAt = session.endedAt === null ? null : Date.parse(session.endedAt)
  addSession(unit, {
    id: session.id,
    startedAt,
    endedAt: importedEnd({ startedAt, endedAt, lastActivityAt }, isActiveTaken(unit, session.key)),
    lastActivityAt,
    summary: session.summary,
    isAutoGenerated: session.isAutoGenerated,
    key: session.key ?? null,
  })
  return true
}

function isActiveTaken(unit: UnitOfWork, key: string | undefined): boolean {
  return (key === undefined ? unit.user.activeSession : unit.activeByKey(key)) !== null
}

type Said = VersionedFields & Pick<StoredObservation, 'pinned' | 'expiresAt' | 'status'>

/** Finds the active observation that says what an imported proposal proposes; null for what is no proposal. */
function findApproved(unit: UnitOfWork, said: Said, at: WriteContext): StoredObservation | null {
  if (said.status === 'active' || said.topicKey === null) return null
  const active = unit.byTopic(said.topicKey)
  return active !== null && isTold(active, draftOfProposal(said), at) ? active : null
}

function findOfTopic(
  unit: UnitOfWork,
  topicKey: string,
  status: StoredObservation['status'],
): StoredObservation | null {
  return status === 'active' ? unit.byTopic(topicKey) : unit.proposalByTopic(topicKey)
}

/** Adds an observation, or finds the one that is there already; returns its id here, or null for one that has expired. */
function importObservation(
  unit: UnitOfWork,
  { observation, line }: ObservationRecord,
  at: WriteContext,
  { digests, texts }: { readonly digests: ImportDigests; readonly texts: KnownTexts },
): { readonly id: number | null; readonly isAdded: boolean } {
  const { id, topicKey, revision, status } = observation
  const expiresAt = observation.expiresAt === null ? null : Date.parse(observation.expiresAt)
  if (hasExpired({ expiresAt }, at.now)) return { id: null, isAdded: false }
  const createdAt = Date.parse(observation.createdAt)
  const updatedAt = Date.parse(observation.updatedAt)
  const said = {
    ...toVersioned(observation),
    pinned: observation.pinned,
    expiresAt,
    status,
    digest: digests.get(observation)!,
  }
  const approved = findApproved(unit, said, at)
  if (approved !== null) return { id: approved.id, isAdded: false }
  const sameTopic = topicKey === null ? null : findOfTopic(unit, topicKey, status)
  const same = topicKey === null ? texts.find({ ...said, createdAt }) : null
  const decision = decideMerge(topicKey !== null, updatedAt, {
    sameTopicUpdatedAt: sameTopic?.updatedAt ?? null,
    hasSame: same !== null,
    isIdTaken: unit.observation(id) !== null,
  })
  if (decision === 'unchanged') return { id: (sameTopic ?? same)!.id, isAdded: false }
  const session = importedSession(unit, observation, line)
  if (decision === 'revise' && sameTopic !== null) {
    const kept = { id: sameTopic.id, createdAt: sameTopic.createdAt }
    const next = revisionAfter(sameTopic, revision)
    const revised = { ...said, ...kept, session, revision: next, updatedAt }
    texts.change(sameTopic, revised)
    replaceObservation(unit, sameTopic, revised, at)
    return { id: sameTopic.id, isAdded: true }
  }
  const newId = decision === 'next_id' ? unit.user.nextId : id
  const added = { ...said, id: newId, session, revision, createdAt, updatedAt }
  addObservation(unit, added)
  texts.add(added)
  return { id: newId, isAdded: true }
}
