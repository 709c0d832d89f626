import {
  isDeleted,
  observationRecord,
  sessionRecord,
  textOrNull,
  type ForeignRecord,
  type ForeignRow,
} from './reading/foreign-row.ts'

/** Reads a row of the iLAB Memory library for Python: every row names its user. */
export function readPythonRow({ kind, fields }: ForeignRow): ForeignRecord | null {
  if (isDeleted(fields)) return null
  const userId = fields['user_id'] ?? null
  if (kind === 'session')
    return { userId, fields: sessionRecord(fields['id'] ?? fields['session_id'], fields) }
  const topicKey = textOrNull(fields['topic_key'])
  return { userId, fields: observationRecord(fields, { type: fields['type'], topicKey }) }
}
