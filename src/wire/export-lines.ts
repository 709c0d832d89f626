import * as z from 'zod/mini'
import {
  cleanData,
  cleanKeywords,
  cleanSessionKey,
  cleanSource,
  cleanText,
  cleanTopicKey,
} from './clean-fields.ts'
import { invalidInput } from '../core/errors/errors.ts'
import { parseInput, requireKeepable, requireSmallJson, requireText } from '../core/input/input.ts'
import { deepestItem } from '../core/input/json-value.ts'
import { exportedVersionSchema } from '../core/schemas/history.ts'
import { largestObservationId } from '../core/largest-numbers.ts'
import { observationSchema } from '../core/schemas/observation.ts'
import { sessionSchema } from '../core/schemas/session.ts'
import { userSettingsSchema } from '../core/schemas/user/settings.ts'
import type { JsonObject, MemorySettings, Observation, Session } from '../core/model.ts'
import { redactFields } from '../privacy/redact.ts'
import type { ExportedVersion, ExportRecord } from '../core/store/store.ts'
import { journalLine, readJournalLine } from './journal-lines.ts'
import { isThreadLine, readThreadLine, threadLine } from './thread-lines.ts'
import { toIsoTime } from './iso-time.ts'
import { withLibraryNames, withWireNames } from './line-names.ts'
import { lazily } from '../core/input/lazily.ts'

/** Version of the lines' format, in the first line of every export. */
const formatVersion = 1
/** Deeper than any other record. */
const deepest = 16

const header = lazily(() =>
  z.strictObject({
    kind: z.literal('header'),
    format: z.literal(formatVersion),
    next_observation_id: z.int().check(z.positive(), z.maximum(largestObservationId)),
  }),
)

/** Wire names, in the order in which they are written. The importing caller names the user, so lines hold none. */
const sessionLine = lazily(() => wireShape('session', z.omit(sessionSchema(), { userId: true }).shape))
const settingsLine = lazily(() => wireShape('settings', userSettingsSchema().shape))
const versionLine = lazily(() => wireShape('version', exportedVersionSchema().shape))
const observationLine = lazily(() =>
  wireShape('observation', {
    ...z.omit(observationSchema(), { userId: true }).shape,
    // Earlier exports of this format have none of these.
    data: z._default(observationSchema().shape.data, null),
    source: z._default(observationSchema().shape.source, null),
    keywords: z._default(observationSchema().shape.keywords, []),
    pinned: z._default(observationSchema().shape.pinned, false),
    expires_at: z._default(observationSchema().shape.expiresAt, null),
    status: z._default(observationSchema().shape.status, 'active'),
  }),
)

/** One record as one line of JSON, without a line end. The same record always gives the same bytes. */
export function writeExportLine(record: ExportRecord): string {
  if (record.kind === 'header') {
    return JSON.stringify({
      kind: 'header',
      format: formatVersion,
      next_observation_id: record.nextObservationId,
    })
  }
  if (record.kind === 'thread_item') return threadLine(record)
  if (record.kind === 'journal') return journalLine(record)
  return JSON.stringify(withWireNames({ kind: record.kind, ...fieldsOf(record) }))
}

/** The fields of a record but the user's id: the importing caller names the user. */
function fieldsOf(record: Exclude<ExportRecord, { kind: 'header' | 'thread_item' | 'journal' }>): object {
  if (record.kind === 'settings') return record.settings
  if (record.kind === 'version') return inOrder(record.version)
  const { userId: _, ...fields } = record.kind === 'session' ? record.session : record.observation
  return fields
}

/** Puts the fields of a version in the order of the schema: stores differ in theirs. */
function inOrder(version: ExportedVersion): object {
  const names = Object.keys(exportedVersionSchema().shape) as (keyof ExportedVersion)[]
  return Object.fromEntries(names.map((name) => [name, version[name]]))
}

/** Rules of an import, beside the format. */
export interface ImportRules {
  readonly userId: string
  readonly acceptsType: (type: string) => boolean
  readonly limits: {
    readonly titleLength: number
    readonly contentLength: number
    readonly topicKeyBytes: number
    readonly itemBytes: number
    readonly dataBytes: number
  }
}

/**
 * Reads one line of an export, and redacts it as any other input.
 *
 * Errors: `invalid_input` with the line's number; never what the line holds.
 *
 * @param number - the line's number, counted from 1
 */
export function readExportLine(line: string, number: number, rules: ImportRules): ExportRecord {
  const value = parseJson(line, number)
  const place = { line: number }
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  if (kind === 'header') {
    requireKnownFormat(value, number)
    return { kind, nextObservationId: parseInput(header(), value, place).next_observation_id }
  }
  if (kind === 'session') return { kind, session: readSession(value, number, rules) }
  if (kind === 'observation') return { kind, observation: readObservation(value, number, rules) }
  if (kind === 'thread_item') return readThreadLine(withIsoTimes(value), number, rules.limits.itemBytes)
  if (kind === 'journal') return readJournalLine(value, number)
  if (kind === 'version') return { kind, version: readVersion(value, number, rules) }
  if (kind === 'settings') {
    return { kind, settings: readFields(settingsLine(), value, number) as MemorySettings }
  }
  return invalidInput('must be header, session, observation, version, thread_item, journal or settings', {
    field: 'kind',
    line: number,
  })
}

function requireKnownFormat(value: unknown, line: number): void {
  const { format } = value as { readonly format?: unknown }
  if (typeof format === 'number' && format > formatVersion)
    invalidInput('the export is of a later version: upgrade ilab-memory', { field: 'format', line })
}

function readSession(
  value: unknown,
  line: number,
  rules: ImportRules,
): (ExportRecord & { kind: 'session' })['session'] {
  const read = readFields(sessionLine(), withIsoTimes(value), line) as Omit<Session, 'userId'>
  const session = { ...read, userId: rules.userId }
  requireText(session.id, 'id', 255, line)
  if ((session.status === 'completed') !== (session.endedAt !== null)) {
    invalidInput('a session has an end exactly if it is completed', { line })
  }
  const { key: givenKey, ...others } = session
  const key = givenKey === undefined ? undefined : cleanSessionKey(givenKey, 'key', line)
  const { contentLength } = rules.limits
  const summary = session.summary === null ? null : cleanText(session.summary, 'summary', contentLength, line)
  return { ...others, ...(key === undefined ? {} : { key }), summary }
}

function readObservation(
  value: unknown,
  line: number,
  rules: ImportRules,
): (ExportRecord & { kind: 'observation' })['observation'] {
  const given = withIsoTimes(withNewNames(value))
  const read = readFields(observationLine(), given, line) as Omit<Observation, 'userId'>
  const observation = { ...read, userId: rules.userId }
  // Sessions write summaries, and no person approves one.
  if (observation.status === 'pending' && observation.type === 'summary')
    invalidInput('must be active for a summary', { field: 'status', line })
  return cleaned(observation, line, rules)
}

function readVersion(value: unknown, line: number, rules: ImportRules): ExportedVersion {
  const read = readFields(versionLine(), withIsoTimes(value), line) as ExportedVersion
  return cleaned(read, line, rules)
}

/** Checks a line's fields by its schema, which is made of the schemas of the record's fields. Errors: `invalid_input`. */
function readFields(schema: WireShape, value: unknown, line: number): unknown {
  const { kind: _, ...fields } = parseInput(schema, value, { line })
  return withLibraryNames(fields)
}

/** Checks type and texts of an observation or a version, and redacts all that a caller wrote. */
function cleaned<
  Said extends Pick<Observation, 'type' | 'title' | 'content' | 'topicKey' | 'data' | 'source' | 'keywords'>,
>(said: Said, line: number, rules: ImportRules): Said {
  if (!rules.acceptsType(said.type))
    invalidInput('is not one of the known observation types', { field: 'type', line })
  const [title, content] = redactFields([said.title, said.content])
  requireText(title!, 'title', rules.limits.titleLength, line)
  requireKeepable(content!, 'content', rules.limits.contentLength, line)
  const topicKey =
    said.topicKey === null
      ? null
      : cleanTopicKey(said.topicKey, 'topic_key', rules.limits.topicKeyBytes, line)
  const data = said.data === null ? null : cleanData(said.data, rules.limits.dataBytes, line)
  const source = said.source === null ? null : cleanSource(said.source, line)
  const keywords = [...(cleanKeywords(said.keywords, line) ?? [])]
  const beside = { source, keywords, data: data === null ? null : (JSON.parse(data) as JsonObject) }
  return { ...said, title: title!, content: content!, topicKey, ...beside }
}

/** The parser's own message quotes its input, so neither it nor its error is passed on. */
function parseJson(line: string, number: number): unknown {
  if (isThreadLine(line)) requireSmallJson(line, { line: number }, deepest + deepestItem, line.length)
  else requireSmallJson(line, { line: number }, deepest + deepestItem)
  try {
    return JSON.parse(line) as unknown
  } catch {
    return invalidInput('is not JSON', { line: number })
  }
}

type WireShape = z.ZodMiniObject<Record<string, z.ZodMiniType>>

function wireShape(kind: string, shape: Record<string, z.ZodMiniType>): WireShape {
  return z.strictObject({ kind: z.literal(kind), ...(withWireNames(shape) as typeof shape) })
}

/** Names of fields in earlier exports of this format. */
const oldNames: Readonly<Record<string, string>> = { revision_count: 'revision' }

/** Takes the names of earlier exports. A field under both names stays as it is, and is refused. */
function withNewNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!Object.keys(oldNames).some((name) => Object.hasOwn(value, name))) return value
  const entries = Object.entries(value).map(([name, field]: [string, unknown]) => {
    const renamed = Object.hasOwn(oldNames, name) ? oldNames[name]! : name
    return [renamed in value ? name : renamed, field] as const
  })
  return Object.fromEntries(entries) as unknown
}

/** Takes times of other programs too, such as Python's `isoformat()`. What is no time stays, and is refused. */
function withIsoTimes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value) as [string, unknown][]
  if (!entries.some(([name, field]) => isOtherTime(name, field))) return value
  return Object.fromEntries(
    entries.map(([name, field]) =>
      isOtherTime(name, field) ? [name, toIsoTime(field as string) ?? field] : [name, field],
    ),
  )
}

const ownTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Tells whether a field holds a time that may be written in another way than an export's. */
function isOtherTime(name: string, field: unknown): boolean {
  return name.endsWith('_at') && typeof field === 'string' && !ownTime.test(field)
}
