import type { Changes, JsonObject, Observation } from '../../core/model.ts'
import { placeOfProblem, type Place } from './json-place.ts'
import { field, type Visit } from './visit.ts'

/** An edit as its form has it: texts, which need not be right. */
export interface Edit {
  readonly type: string
  readonly title: string
  readonly content: string
  readonly topicKey: string
  readonly source: string
  /** One keyword a line. */
  readonly keywords: string
  /** JSON, or empty for no data. */
  readonly data: string
  /** Day in UTC, or empty. */
  readonly expires: string
}

/** Data that is no JSON object: the place at which reading failed, or null where it is another kind of value. */
export interface DataProblem {
  readonly at: Place | null
}

/** The fields of an edit as a memory has them. */
export function editOf(memory: Observation): Edit {
  return {
    type: memory.type,
    title: memory.title,
    content: memory.content,
    topicKey: memory.topicKey ?? '',
    source: memory.source ?? '',
    keywords: memory.keywords.join('\n'),
    data: memory.data === null ? '' : JSON.stringify(memory.data, null, 2),
    expires: memory.expiresAt?.slice(0, 10) ?? '',
  }
}

/** Reads the edit of a form. A field that the form does not have stays as the memory has it. */
export function readEdit(visit: Visit, memory: Observation): Edit {
  const before = editOf(memory)
  const of = (name: keyof Edit): string => (visit.form.has(name) ? field(visit, name) : before[name])
  return {
    type: of('type'),
    title: of('title'),
    content: of('content'),
    topicKey: of('topicKey').trim(),
    source: of('source').trim(),
    keywords: of('keywords'),
    data: of('data'),
    expires: of('expires'),
  }
}

/** The changes that an edit asks for; a problem where its data is no JSON object. A field that was not touched is left out. */
export function changesIn(edit: Edit, memory: Observation): Changes | DataProblem {
  const before = editOf(memory)
  const isNew = (name: keyof Edit): boolean => edit[name] !== before[name]
  const data = isNew('data') ? readData(edit.data) : null
  if (data !== null && 'at' in data) return data
  const keywords = edit.keywords.split('\n').map((line) => line.trim())
  return {
    title: edit.title,
    content: edit.content,
    ...(isNew('type') ? { type: edit.type } : {}),
    ...(isNew('topicKey') ? { topicKey: edit.topicKey === '' ? null : edit.topicKey } : {}),
    ...(isNew('source') ? { source: edit.source === '' ? null : edit.source } : {}),
    ...(isNew('keywords') ? { keywords: keywords.filter((line) => line !== '') } : {}),
    ...(data === null ? {} : { data: data.data }),
    // A day that was not touched keeps the time of day that it had.
    ...(isNew('expires') ? { expiresAt: edit.expires === '' ? null : edit.expires } : {}),
  }
}

/** Tells whether an edit has a problem in its data. */
export function isDataProblem(changes: Changes | DataProblem): changes is DataProblem {
  return 'at' in changes
}

function readData(text: string): { readonly data: JsonObject | null } | DataProblem {
  if (text.trim() === '') return { data: null }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
    return isObject ? { data: value as JsonObject } : { at: null }
  } catch {
    return { at: placeOfProblem(text) }
  }
}
