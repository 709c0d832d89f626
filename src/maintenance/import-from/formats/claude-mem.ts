import { textOrNull, type ForeignRecord } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord, Others } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { fieldsOf, observationOf, refused, textsOf, timeOf, titleOf } from './draft-record.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads an export of claude-mem: an object with `observations`, `sessions` and `summaries`. Prompts are left out. */
export async function* readClaudeMem(
  { path, writtenAt }: ForeignFile,
  others: Others,
): AsyncGenerator<FoundRecord> {
  const summaries = new Map<string, Fields>()
  for await (const { value } of jsonValues(path, ['summaries'])) {
    const fields = fieldsOf(value)
    const id = sessionIdOf(fields)
    if (id !== null && fields['observations'] === undefined) summaries.set(id, fields)
  }
  const known = new Set<string>()
  for await (const { row, value } of jsonValues(path, ['sessions'])) {
    const fields = fieldsOf(value)
    const id = sessionIdOf(fields)
    if (id === null || known.has(id) || fields['started_at'] === undefined) continue
    known.add(id)
    yield { kind: 'session', row, record: sessionOf(id, fields, summaries.get(id)) }
  }
  for await (const { row, value } of jsonValues(path, ['observations']))
    yield observationOfRow(row, fieldsOf(value), known, writtenAt)
  for await (const { value } of jsonValues(path, ['prompts']))
    if (textOrNull(fieldsOf(value)['prompt_text']) !== null) others.add('prompts')
}

function sessionIdOf(fields: Fields): string | null {
  const names = ['memory_session_id', 'sdk_session_id', 'content_session_id', 'claude_session_id']
  return names.map((name) => textOrNull(fields[name])).find((id) => id !== null) ?? null
}

function sessionOf(id: string, fields: Fields, summary: Fields | undefined): ForeignRecord {
  const startedAt = timeOf(fields['started_at'] ?? fields['started_at_epoch'])
  const endedAt = timeOf(fields['completed_at'] ?? summary?.['created_at'] ?? startedAt)
  const parts = ['request', 'investigated', 'learned', 'completed', 'next_steps', 'notes'] as const
  const text = parts.flatMap((name) => {
    const said = textOrNull(summary?.[name])
    return said === null ? [] : [`${name.replace('_', ' ')}: ${said}`]
  })
  return {
    userId: null,
    fields: {
      kind: 'session',
      id,
      status: 'completed',
      started_at: startedAt,
      ended_at: endedAt,
      last_activity_at: endedAt,
      summary: text.length === 0 ? null : text.join('\n'),
      is_auto_generated: false,
    },
  }
}

function observationOfRow(
  row: number,
  fields: Fields,
  known: ReadonlySet<string>,
  writtenAt: string,
): FoundRecord {
  const facts = textsOf(fields['facts'])
  const text = textOrNull(fields['narrative']) ?? textOrNull(fields['text']) ?? textOrNull(fields['subtitle'])
  const content = [...(text === null ? [] : [text]), ...facts.map((fact) => `- ${fact}`)].join('\n')
  const title = textOrNull(fields['title']) ?? titleOf(content)
  if (title === '') return refused(row, 'has no text', 'title')
  const sessionId = sessionIdOf(fields)
  return observationOf('claude-mem', row, {
    type: textOrNull(fields['type']) ?? 'discovery',
    title,
    content,
    keywords: textsOf(fields['concepts']),
    data: dataOf(fields),
    sessionId: sessionId !== null && known.has(sessionId) ? sessionId : null,
    createdAt: fields['created_at'] ?? fields['created_at_epoch'] ?? writtenAt,
  })
}

function dataOf(fields: Fields): object | null {
  const project = textOrNull(fields['project'])
  const read = textsOf(fields['files_read'])
  const modified = textsOf(fields['files_modified'])
  const data = {
    ...(project === null ? {} : { project }),
    ...(read.length === 0 ? {} : { filesRead: read }),
    ...(modified.length === 0 ? {} : { filesModified: modified }),
  }
  return Object.keys(data).length === 0 ? null : data
}
