import { observationBytes } from '../../engine/rules/save-decision.ts'
import { analyzeObservation } from '../../search/text/analyze.ts'
import {
  chunkOf,
  encodeRecord,
  offsetOf,
  withRecord,
  type DocumentRecord,
} from '../shared/ranking-records.ts'
import { keyOf, numberOfKey, type ObservationRow } from './rows.ts'
import { indexText } from './index/term-index.ts'
import { typeIndex, type UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'

/** An observation as a write lays it down. */
export interface NewObservation {
  readonly id: number
  /** The session's number. */
  readonly session: number
  readonly type: string
  readonly title: string
  readonly content: string
  readonly topicKey: string | null
  readonly revisionCount: number
  readonly createdAt: number
  readonly updatedAt: number
  /** `contentDigest` of it. */
  readonly digest: number
}

/** The observation under this topic key. */
export function findByTopic(scope: WriteScope, user: UserState, topicKey: string): ObservationRow | null {
  return (
    (scope.statements.findByTopic.get(user.number, topicKey) as unknown as ObservationRow | undefined) ?? null
  )
}

/** What exact deduplication compares. */
export type Said = Pick<NewObservation, 'type' | 'title' | 'content'>

/** The oldest observation that says exactly the same, and was created at that time if one is given. */
export function findSame(
  scope: WriteScope,
  user: UserState,
  said: Said,
  digest: number,
  createdAt?: number,
): ObservationRow | null {
  const rows = scope.statements.findByDigest.all(user.number, digest) as unknown as readonly ObservationRow[]
  const isIt = (row: ObservationRow): boolean =>
    saysTheSame(row, said) && (createdAt === undefined || row.created_at === createdAt)
  return rows.find(isIt) ?? null
}

/** Whether an observation says exactly this. */
export function saysTheSame(row: ObservationRow, said: Said): boolean {
  return row.content === said.content && row.title === said.title && row.type === said.type
}

/** Adds an observation to table, index and the user's counts. */
export function insertObservation(scope: WriteScope, user: UserState, observation: NewObservation): void {
  const { id, session, type, title, content, topicKey, revisionCount, createdAt, updatedAt, digest } =
    observation
  scope.statements.insertObservation.run(
    user.number,
    id,
    session,
    type,
    title,
    content,
    topicKey,
    revisionCount,
    createdAt,
    updatedAt,
    digest,
  )
  user.nextId = Math.max(user.nextId, id + 1)
  user.observations++
  user.bytes += observationBytes(observation)
  const add = indexObservation(scope, user, observation, appendRecord)
  scope.stage({ key: keyOf(user.number, id), remove: null, add })
}

/** Puts new text under an observation's id; its topic key and creation stay. */
export function reviseObservation(
  scope: WriteScope,
  user: UserState,
  old: ObservationRow,
  observation: NewObservation,
): void {
  const { id, session, type, title, content, revisionCount, updatedAt, digest } = observation
  scope.statements.updateObservation.run(
    user.number,
    id,
    session,
    type,
    title,
    content,
    revisionCount,
    updatedAt,
    digest,
  )
  user.bytes += observationBytes(observation) - bytesOf(old)
  const add = indexObservation(scope, user, observation, writeRecord)
  scope.stage({ key: old.key, remove: termsOf(scope, user, old), add })
}

/** Removes an observation from table, index and the user's counts. */
export function removeObservation(scope: WriteScope, user: UserState, row: ObservationRow): void {
  const id = numberOfKey(row.key)
  scope.statements.deleteObservation.run(user.number, id)
  user.observations--
  user.bytes -= bytesOf(row)
  writeRecord(scope, user, id, null)
  scope.stage({ key: row.key, remove: termsOf(scope, user, row), add: null })
}

/** Writes what ranking knows of an observation; returns its terms as the index takes them. */
function indexObservation(
  scope: WriteScope,
  user: UserState,
  observation: NewObservation,
  put: typeof appendRecord,
): string {
  const { id, session, createdAt, updatedAt, revisionCount } = observation
  const analysis = analyzeObservation(scope.analyzer, observation.title, observation.content)
  const { titleLength, contentLength, flags } = analysis
  const type = typeIndex(user, observation.type)
  put(scope, user, id, {
    createdAt,
    updatedAt,
    contentLength,
    titleLength,
    session,
    revisionCount,
    type,
    flags,
  })
  return indexText(user.number, analysis.terms)
}

/** A new record. Nearly always its row ends where it begins, and need not be read. */
function appendRecord(scope: WriteScope, user: UserState, id: number, record: DocumentRecord): void {
  const bytes = encodeRecord(record)
  const { changes } = scope.statements.appendChunk.run(user.number, chunkOf(id), offsetOf(id), bytes)
  if (changes === 0) writeRecord(scope, user, id, record)
}

function writeRecord(scope: WriteScope, user: UserState, id: number, record: DocumentRecord | null): void {
  const chunk = chunkOf(id)
  const stored = scope.statements.readChunk.get(user.number, chunk)?.['data'] as Uint8Array | undefined
  const data = withRecord(stored ?? null, id, record)
  if (data === null) scope.statements.deleteChunk.run(user.number, chunk)
  else scope.statements.writeChunk.run(user.number, chunk, data)
}

function termsOf(scope: WriteScope, user: UserState, row: ObservationRow): string {
  return indexText(user.number, analyzeObservation(scope.analyzer, row.title, row.content).terms)
}

function bytesOf(row: ObservationRow): number {
  return observationBytes({ title: row.title, content: row.content, topicKey: row.topic_key })
}
