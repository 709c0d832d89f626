import { toIsoTime } from '../../../wire/iso-time.ts'
import { textOrNull, type ForeignRecord } from '../reading/foreign-row.ts'
import type { FoundRecord } from '../reading/found-records.ts'

/** Facts that a reader found about one memory of another program. */
export interface FoundDraft {
  /** User that the record names; absent: it names none. */
  readonly userId?: unknown
  readonly type: string
  /** Type to take where `type` is not among the memory's types. Default: `discovery`. */
  readonly otherType?: string
  readonly title: string
  readonly content: string
  readonly topicKey?: string | null
  readonly keywords?: readonly string[]
  readonly data?: object | null
  readonly pinned?: boolean
  readonly sessionId?: string | null
  readonly createdAt: unknown
  readonly updatedAt?: unknown
}

/** Makes the record of a memory, with the format as its source. */
export function observationOf(format: string, row: number, draft: FoundDraft): FoundRecord {
  const { userId, type, otherType = 'discovery', title, content, createdAt, updatedAt } = draft
  const record: ForeignRecord = {
    userId: userId ?? null,
    otherType,
    fields: {
      kind: 'observation',
      id: row,
      session_id: draft.sessionId ?? null,
      type,
      title,
      content,
      topic_key: draft.topicKey ?? null,
      revision: 1,
      created_at: timeOf(createdAt),
      updated_at: timeOf(updatedAt ?? createdAt),
      data: draft.data ?? null,
      source: `import:${format}`,
      keywords: draft.keywords ?? [],
      pinned: draft.pinned ?? false,
    },
  }
  return { kind: 'observation', row, record }
}

/** A record that the reader itself cannot take. The reason is a fixed text. */
export function refused(row: number, reason: string, field: string | null = null): FoundRecord {
  return { kind: 'observation', row, record: null, refused: { field, reason } }
}

/** A record that its program has deleted. */
export function deleted(row: number): FoundRecord {
  return { kind: 'observation', row, record: null }
}

const longestTitle = 80

/** Makes a title of a text: its first line, cut at a word. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim()
  if (line.length <= longestTitle) return line
  const cut = line.slice(0, longestTitle)
  const end = cut.lastIndexOf(' ')
  return `${(end > longestTitle / 2 ? cut.slice(0, end) : cut).toWellFormed()}…`
}

/** Reads a time: ISO 8601, seconds or milliseconds since the epoch. What is no time stays, and the import refuses it. */
export function timeOf(value: unknown): unknown {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const time = new Date(Math.floor(Math.abs(value) < 1e11 ? value * 1000 : value))
    return Number.isNaN(time.getTime()) ? value : time.toISOString()
  }
  return typeof value === 'string' ? (toIsoTime(value) ?? dayOf(value) ?? value) : value
}

/** A date alone is its first moment in UTC. */
function dayOf(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? toIsoTime(`${text}T00:00:00`) : null
}

/** The value as an object; an empty one where it is none, so that each field of it is missing. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** The texts of a list; a text with a list as JSON is read, too. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string' && value.trim().startsWith('[')) {
    try {
      return textsOf(JSON.parse(value))
    } catch {
      return []
    }
  }
  return Array.isArray(value) ? value.flatMap((each) => textOrNull(each) ?? []) : []
}
