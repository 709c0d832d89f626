import type { StoredObservation } from '../../../engine/port/stored.ts'
import type { AnalyzedObservation } from '../../../search/text/analyze.ts'
import {
  chunkOf,
  encodeRecord,
  offsetOf,
  recordOf,
  withRecord,
  type DocumentRecord,
} from '../../shared/ranking-records.ts'
import type { Statements } from '../tables/statements.ts'
import type { SqliteUser } from '../tables/users.ts'

/** Writes the ranking record of an observation. */
export function writeRecord(
  statements: Statements,
  user: SqliteUser,
  observation: StoredObservation,
  analysis: AnalyzedObservation,
  isNew: boolean,
): void {
  const record = recordOf(observation, analysis, user)
  if (isNew && appendRecord(statements, user.number, observation.id, record)) return
  putRecord(statements, user.number, observation.id, record)
}

/** Removes the ranking record of an observation. */
export function removeRecord(statements: Statements, user: number, id: number): void {
  putRecord(statements, user, id, null)
}

/** Appends a new record. Its row nearly always ends where the record begins, so the row need not be read. */
function appendRecord(statements: Statements, user: number, id: number, record: DocumentRecord): boolean {
  const { changes } = statements.appendChunk.run(user, chunkOf(id), offsetOf(id), encodeRecord(record))
  return changes !== 0
}

function putRecord(statements: Statements, user: number, id: number, record: DocumentRecord | null): void {
  const chunk = chunkOf(id)
  const stored = statements.readChunk.get(user, chunk)?.['data'] as Uint8Array | undefined
  const data = withRecord(stored ?? null, id, record)
  if (data === null) statements.deleteChunk.run(user, chunk)
  else statements.writeChunk.run(user, chunk, data)
}
