import { placeOf, topicKeyOf } from '../../../adapters/langgraph/address.ts'
import { searchableText } from '../../../adapters/langgraph/texts.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { ForeignFile, FoundRecord } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { fieldsOf, observationOf, refused } from './draft-record.ts'

/**
 * Reads items of a LangGraph store: its `Item`s as JSON, or rows of its table with `prefix`. The first label of a namespace is
 * the user. `memoryStore` of `ilab-memory/langgraph` finds each item under its namespace and key.
 */
export async function* readLangGraph({ path, writtenAt }: ForeignFile): AsyncGenerator<FoundRecord> {
  for await (const { row, value } of jsonValues(path, ['items', 'store'])) {
    const fields = fieldsOf(value)
    try {
      yield itemOf(row, fields, writtenAt)
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error
      yield refused(row, error.reason, error.field ?? null)
    }
  }
}

function itemOf(row: number, fields: Readonly<Record<string, unknown>>, writtenAt: string): FoundRecord {
  const { namespace, prefix, key, value } = fields
  const item = typeof value === 'string' ? parsed(value) : value
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return refused(row, 'must be an object', 'value')
  const labels = Array.isArray(namespace) ? namespace : typeof prefix === 'string' ? prefix.split('.') : []
  const place = placeOf(labels)
  const createdAt = fields['created_at'] ?? fields['createdAt'] ?? writtenAt
  return observationOf('langgraph', row, {
    userId: place.userId,
    type: 'item',
    otherType: 'item',
    topicKey: topicKeyOf(place, key),
    title: titleOfKey(String(key)),
    content: searchableText(item, ['$']),
    data: item,
    createdAt,
    updatedAt: fields['updated_at'] ?? fields['updatedAt'],
  })
}

function titleOfKey(key: string): string {
  const title = key.slice(0, 200).toWellFormed()
  return title.trim() === '' ? '-' : title
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
