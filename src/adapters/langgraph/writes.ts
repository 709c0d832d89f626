import { invalidInput } from '../../core/errors/errors.ts'
import type { Draft } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { BatchSettings } from './batch.ts'
import type { GraphPut } from './graph-store.ts'
import { orEmpty } from '../shared/or-empty.ts'
import { searchableText } from './texts.ts'

/** Drafts that the memory takes in one transaction. */
const mostDrafts = 100

/** Writes and removes records by their topic keys. */
export async function writeItems(
  user: UserMemory,
  puts: ReadonlyMap<string, GraphPut>,
  settings: Pick<BatchSettings, 'index' | 'onError'>,
): Promise<void> {
  const drafts: Draft[] = []
  for (const [topicKey, put] of puts)
    if (put.value !== null) drafts.push(draftOf(topicKey, put, put.value, settings.index))
  for (let at = 0; at < drafts.length; at += mostDrafts)
    await orEmpty(() => user.save(drafts.slice(at, at + mostDrafts)), [], settings.onError)
  for (const [topicKey, { value }] of puts)
    if (value === null) await orEmpty(() => user.forget(topicKey), false, settings.onError)
}

function draftOf(
  topicKey: string,
  { key, index }: GraphPut,
  value: object,
  byDefault: readonly string[],
): Draft {
  const data = jsonOf(value)
  return {
    type: 'item',
    topicKey,
    title: titleOf(key, index),
    content: searchableText(data, index ?? byDefault),
    data,
  }
}

/** The record's name, which a query finds too; a dash, which no query finds, where nothing should be found. */
function titleOf(key: string, index: GraphPut['index']): string {
  const title = key.slice(0, 200).toWellFormed()
  return index === false || title.trim() === '' ? '-' : title
}

/** The value as JSON keeps it. Errors: `invalid_input` for a value that JSON cannot hold. */
function jsonOf(value: object): object {
  try {
    return JSON.parse(JSON.stringify(value)) as object
  } catch (cause) {
    return invalidInput('must be a value that JSON can hold', { field: 'value', cause })
  }
}
