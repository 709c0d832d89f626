import * as z from 'zod/mini'
import type { Embedder } from '../../core/model/embedder.ts'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import { expectation, withoutAbsent } from '../../core/input/input.ts'
import type { Config, OpenTelemetry } from '../../core/model.ts'
import { languages } from '../../search/corpus.ts'
import { estimateTokens } from '../context/tokens.ts'
import { closestName } from './closest-name.ts'
import { ownOptions, requireOptionsOf, storeOptions, type Opener } from './opener-options.ts'
import { lazily } from '../../core/input/lazily.ts'

/** Observation types that every memory knows; `summary` is reserved for session summaries. */
const builtInTypes = ['profile', 'preference', 'decision', 'discovery', 'pattern', 'item'] as const

const positive = lazily(() => z.number().check(z.positive()))
// A row of an index in PostgreSQL holds 2,704 bytes.
const mostTopicKeyBytes = 2_048
const share = lazily(() => z.number().check(z.minimum(0), z.maximum(1)))
const count = lazily(() => z.int().check(z.positive()))
const natural = lazily(() => z.int().check(z.minimum(0)))
const typeName = lazily(() => z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,63}$/)))
// The global is ready when it is needed; importing `node:crypto` would double the time to load the library.
const randomId = (): string => crypto.randomUUID()
const isFunction = (value: unknown): boolean => typeof value === 'function'

function isEmbedder(value: unknown): boolean {
  const { id, dimensions, embed } = Object(value) as Partial<Record<keyof Embedder, unknown>>
  return typeof id === 'string' && id !== '' && Number.isInteger(dimensions) && isFunction(embed)
}

function isTelemetry(value: unknown): boolean {
  const parts = Object(value) as Partial<Record<keyof OpenTelemetry, unknown>>
  return (
    value === false ||
    [parts.trace, parts.metrics, parts.context, parts.propagation].every((part) => Object(part) === part)
  )
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const timeZone = lazily(() =>
  z.string().check(z.refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Lisbon')),
)

const searchSchema = lazily(() =>
  z.strictObject({
    mode: z._default(z.enum(['default', 'conversation']), 'default'),
    base: z._default(share(), 0.85),
    recency: z._default(share(), 0.1),
    revision: z._default(share(), 0.05),
    typoTolerance: z._default(z.boolean(), true),
    meaning: z.optional(share()),
  }),
)

const contextSchema = lazily(() =>
  z.strictObject({
    recency: z._default(share(), 0.5),
    revision: z._default(share(), 0.3),
    typePriority: z._default(share(), 0.2),
    memories: z._default(count(), 10),
    sessions: z._default(count(), 5),
  }),
)

const limitsSchema = lazily(() =>
  z.strictObject({
    titleLength: z._default(count().check(z.maximum(65_535)), 1_000),
    contentLength: z._default(count(), 200_000),
    topicKeyBytes: z._default(count().check(z.maximum(mostTopicKeyBytes)), 1_024),
    itemBytes: z._default(count(), 262_144),
    dataBytes: z._default(count().check(z.maximum(2 ** 20)), 65_536),
    queryLength: z._default(count(), 10_000),
  }),
)

/** Checks and completes a `Config`. */
export const configSchema = lazily(() =>
  z.strictObject({
    dbPath: z.optional(
      z.custom<string | URL>((value) => typeof value === 'string' || Object(value) === value),
    ),
    sessionTimeoutHours: z._default(positive(), 24),
    observationTypes: z._default(z.array(typeName()).check(z.maxLength(200)), []),
    types: z._default(z.enum(['extend', 'closed']), 'extend'),
    typePriorities: z._default(z.record(z.string(), share()), {}),
    recencyHalfLifeDays: z._default(positive(), 30),
    revisionCap: z._default(count(), 10),
    language: z._default(z.enum(languages), 'english'),
    timeZone: z._default(timeZone(), 'UTC'),
    search: z.prefault(searchSchema(), {}),
    context: z.prefault(contextSchema(), {}),
    limits: z.prefault(limitsSchema(), {}),
    history: z.prefault(z.strictObject({ revisions: z._default(natural().check(z.maximum(1_000)), 20) }), {}),
    retention: z._default(z.record(z.string(), positive().check(z.maximum(36_500))), {}),
    journal: z._default(z.boolean(), false),
    embedder: z.optional(z.custom<Embedder>(isEmbedder, 'must have `id`, `dimensions` and `embed`')),
    embedding: z._default(z.enum(['background', 'manual']), 'background'),
    telemetry: z.optional(z.custom<OpenTelemetry | false>(isTelemetry)),
    quota: z.prefault(z.strictObject({ observations: z.optional(count()), bytes: z.optional(count()) }), {}),
    busyTimeoutMs: z._default(natural(), 10_000),
    searchCacheBytes: z._default(natural(), 16 * 2 ** 20),
    vectorCacheBytes: z._default(natural(), 64 * 2 ** 20),
    threads: z._default(natural().check(z.maximum(64)), 0),
    readers: z._default(natural().check(z.maximum(64)), 0),
    countTokens: z._default(z.custom<(text: string) => number>(isFunction), () => estimateTokens),
    clock: z._default(z.custom<() => number>(isFunction), () => Date.now),
    newSessionId: z._default(z.custom<() => string>(isFunction), () => randomId),
  }),
)

/** A complete configuration. */
export type ResolvedConfig = z.output<ReturnType<typeof configSchema>>

/** Priorities of the built-in types in ContextScore; types without one get {@link otherTypePriority}. */
const builtInPriorities: Readonly<Record<string, number>> = {
  profile: 1,
  preference: 0.9,
  decision: 0.7,
  pattern: 0.6,
  discovery: 0.5,
  summary: 0.4,
}

/** Priority of an observation type that has none of its own. */
export const otherTypePriority = 0.5

/**
 * Completes and checks a configuration.
 *
 * Errors: `invalid_input` for a value out of range, for an option that the opener has no use for, and for an unknown
 * option, naming the nearest known one.
 */
export function resolveConfig(config: Config | null = {}, opener: Opener = 'fromPath'): ResolvedConfig {
  const given = optionsGiven(config ?? {})
  requireOptionsOf(opener, given)
  const parsed = configSchema().safeParse(withoutAbsent(configSchema(), given))
  if (!parsed.success) throw refusalOf(parsed.error.issues[0], given, opener)
  const { search, context, typePriorities } = parsed.data
  requireSumOfOne('search', search.base + search.recency + search.revision)
  requireSumOfOne('context', context.recency + context.revision + context.typePriority)
  requireKnownRetention(parsed.data)
  return Object.freeze({ ...parsed.data, typePriorities: { ...builtInPriorities, ...typePriorities } })
}

/** Leaves out what is undefined or null, which is how a caller says "not given". */
function optionsGiven(config: unknown): object {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    return invalidInput('Config: must be an object')
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** Every type that `save` takes under this configuration. */
export function acceptedTypes({ types, observationTypes }: ResolvedConfig): ReadonlySet<string> {
  const isList = types === 'closed' && observationTypes.length > 0
  const accepted = isList ? observationTypes : [...builtInTypes, ...observationTypes]
  return new Set<string>(accepted.filter((type) => type !== 'summary'))
}

const dayMs = 86_400_000

/** Milliseconds for which observations of each type are kept by default. */
export function retentionTimes({ retention }: ResolvedConfig): Readonly<Record<string, number>> {
  const times = Object.entries(retention).map(([type, days]) => [type, Math.ceil(days * dayMs)] as const)
  return Object.fromEntries(times)
}

/** Refuses a type that no observation has: what is misspelt would be kept for good. */
function requireKnownRetention(config: ResolvedConfig): void {
  const known = new Set([...acceptedTypes(config), 'summary'])
  for (const type of Object.keys(config.retention)) {
    if (known.has(type)) continue
    const nearest = closestName(type, [...known])
    invalidInput(`has an unknown type, did you mean '${nearest}'?`, { field: 'Config.retention' })
  }
}

function requireSumOfOne(group: string, sum: number): void {
  if (Math.abs(sum - 1) > 1e-9)
    throw new MemoryError('invalid_input', 'the weights must add up to 1', { field: `Config.${group}` })
}

function refusalOf(issue: z.core.$ZodIssue | undefined, config: unknown, opener: Opener): MemoryError {
  if (issue === undefined) return new MemoryError('invalid_input', 'Config is not valid')
  const field = ['Config', ...issue.path.map(String)].join('.')
  return new MemoryError('invalid_input', reasonOf(issue, config, opener), { field })
}

function reasonOf(issue: z.core.$ZodIssue, config: unknown, opener: Opener): string {
  if (issue.path[0] === 'telemetry') return 'must be the module @opentelemetry/api, or false'
  if (issue.code !== 'unrecognized_keys') return expectation(issue, configSchema(), config)
  const unknown = issue.keys[0] ?? ''
  const known = knownOptions(issue.path.map(String), opener)
  return `unknown option '${unknown}', did you mean '${closestName(unknown, known)}'?`
}

function knownOptions(path: readonly string[], opener: Opener): string[] {
  let value: unknown = configSchema().parse({})
  for (const key of path) value = (value as Record<string, unknown>)[key]
  const group = path[0] === 'quota' || path[0] === 'search' ? configSchema().shape[path[0]] : null
  const optional = group === null ? [] : Object.keys(group.def.innerType.shape)
  const names = [...Object.keys(value as object), ...optional]
  if (path.length > 0) return names
  const others = new Set<string>(storeOptions)
  return [...names.filter((name) => !others.has(name)), ...ownOptions(opener)]
}
