import {
  isDeleted,
  observationRecord,
  sessionRecord,
  textOrNull,
  type ForeignRecord,
  type ForeignRow,
} from './reading/foreign-row.ts'

/** Types of engram, and what they are where `Config.observationTypes` does not name them. */
const otherTypes: Readonly<Record<string, string>> = { architecture: 'decision', config: 'decision' }
/** Every other type is something that was found out while working. */
const anyOther = 'discovery'

/** Reads a row of engram: it is one person's memory, so no row names a user. */
export function readEngramRow({ kind, fields }: ForeignRow): ForeignRecord | null {
  if (isDeleted(fields)) return null
  if (kind === 'session') return { userId: null, fields: sessionRecord(fields['id'], fields) }
  const type = textOrNull(fields['type']) ?? anyOther
  return {
    userId: null,
    fields: observationRecord(fields, {
      type: type === 'session_summary' ? 'summary' : type,
      topicKey: topicKeyOf(fields),
    }),
    otherType: otherTypes[type] ?? anyOther,
  }
}

/**
 * The topic key with the project before it: engram keeps the topics of each project apart, and here a user has one of each
 * key. Topics of scope `personal` belong to no project.
 */
function topicKeyOf(fields: ForeignRow['fields']): string | null {
  const key = textOrNull(fields['topic_key'])
  const project = fields['scope'] === 'personal' ? null : textOrNull(fields['project'])
  return key === null || project === null ? key : `${project}/${key}`
}
