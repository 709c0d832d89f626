import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord, Others } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { deleted, fieldsOf, observationOf, refused, textsOf, titleOf } from './draft-record.ts'

const format = 'mem0'

/**
 * Reads memories of mem0 (`get_all`, an export, or one a line) and its history. Each memory is a topic, so that a history and
 * an export of the same memories join, and earlier texts become earlier versions.
 */
export async function* readMem0(
  { path, writtenAt }: ForeignFile,
  others: Others,
): AsyncGenerator<FoundRecord> {
  const gone = await deletedIds(path)
  for await (const { row, value } of jsonValues(path, ['results', 'memories', 'history'])) {
    const fields = fieldsOf(value)
    const id = textOrNull(fields['memory_id']) ?? textOrNull(fields['id'])
    if (id !== null && gone.has(id)) yield deleted(row)
    else if (fields['event'] === 'NONE') others.add('events without a change')
    else yield memoryOf(row, id, fields, writtenAt)
  }
}

function memoryOf(
  row: number,
  id: string | null,
  fields: Readonly<Record<string, unknown>>,
  writtenAt: string,
): FoundRecord {
  const text = textOrNull(fields['memory']) ?? textOrNull(fields['new_memory']) ?? textOrNull(fields['data'])
  if (text === null) return refused(row, 'has no text', 'memory')
  const { type, ...metadata } = fieldsOf(fields['metadata'])
  const createdAt = fields['created_at'] ?? writtenAt
  return observationOf(format, row, {
    userId: fields['user_id'],
    type: textOrNull(type) ?? 'profile',
    otherType: 'profile',
    title: titleOf(text),
    content: text,
    topicKey: id === null ? null : `${format}/${id}`,
    keywords: textsOf(fields['categories']),
    data: dataOf(fields, metadata),
    createdAt,
    updatedAt: fields['updated_at'],
  })
}

/** Keeps what the record says of its agent and its run beside its own metadata. */
function dataOf(fields: Readonly<Record<string, unknown>>, metadata: object): object | null {
  const named = ['agent_id', 'run_id', 'app_id'].flatMap((name) => {
    const value = textOrNull(fields[name])
    return value === null ? [] : [[name, value] as const]
  })
  const data = { ...metadata, ...Object.fromEntries(named) }
  return Object.keys(data).length === 0 ? null : data
}

/** The memories that a history deletes in the end: none of their texts comes in. */
async function deletedIds(path: string): Promise<ReadonlySet<string>> {
  const gone = new Set<string>()
  for await (const { value } of jsonValues(path, ['results', 'memories', 'history'])) {
    const { event, memory_id: id, is_deleted: isDeleted } = fieldsOf(value)
    if (typeof id !== 'string') continue
    if (event === 'DELETE' || isDeleted === true || isDeleted === 1) gone.add(id)
    else if (event === 'ADD') gone.delete(id)
  }
  return gone
}
