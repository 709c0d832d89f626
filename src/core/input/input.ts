import * as z from 'zod/mini'
import { withOwnNames } from './aliases.ts'
import { invalidInput } from '../errors/errors.ts'
import { forGivenFields } from './given-fields.ts'
import { keptFor, lazily } from './lazily.ts'

/** The place of a value: a field of the input, or a line of an import. */
export interface Place {
  readonly field?: string | undefined
  readonly line?: number | undefined
}

/**
 * Checks a value against its schema. The error's text is fixed: it names the field and what it must be, never what
 * was given, because that may be private.
 *
 * Errors: `invalid_input`, with the `field`.
 *
 * @param place - names the whole input, for an error that is in no field of it; or says which field or line it is
 */
export function parseInput<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  place: string | Place,
): z.output<Schema> {
  const read = withoutAbsent(schema, named(schema, value))
  const parsed = z.safeParse(forGivenFields(schema, read), read)
  if (parsed.success) return parsed.data as z.output<Schema>
  const [issue] = parsed.error.issues
  const reason = expectation(issue, schema, value)
  const isNamed = typeof place === 'string'
  const { field, line }: Place = isNamed ? {} : place
  const path = [field ?? [], issue?.path.map(String) ?? []].flat()
  if (path.length > 0) return invalidInput(reason, { field: path.join('.'), line })
  return invalidInput(isNamed ? `${place}: ${reason}` : reason, { line })
}

function named(schema: z.core.$ZodType, value: unknown): unknown {
  const shape = shapeOf(schema)
  return shape === null ? value : withOwnNames(value, (name) => Object.hasOwn(shape, name))
}

/** Results of schemas for no options. */
const withoutOptions = new WeakMap<object, unknown>()

/** Checks options as {@link parseInput} does; null and undefined are no options at all. Most calls give none. */
export function parseOptions<Schema extends z.core.$ZodType>(
  schema: Schema,
  options: unknown,
  place: string | Place,
): z.output<Schema> {
  if (options !== null && options !== undefined) return parseInput(schema, options, place)
  const ofNone = keptFor(withoutOptions, schema, () => Object.freeze(parseInput(schema, {}, place)))
  return ofNone as z.output<Schema>
}

/**
 * Leaves out every optional field that is null, at any depth of objects and lists: it means that the field is not
 * given, as undefined does. A field that takes null, and a field that the schema does not know, stay.
 */
export function withoutAbsent(schema: z.core.$ZodType, value: unknown): unknown {
  if (Array.isArray(value)) return withoutAbsentInside(schema, value)
  const shape = shapeOf(schema)
  if (shape === null || typeof value !== 'object' || value === null) return value
  let read = value as Record<string, unknown>
  for (const [name, given] of Object.entries(value) as [string, unknown][]) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (field === undefined || typeof given !== 'object') continue
    const inner = given === null && meansAbsent(field) ? undefined : withoutAbsent(field, given)
    if (inner === given) continue
    // Few fields are ever changed; the caller's object stays as it is.
    read = { ...read, [name]: inner }
    if (inner === undefined) delete read[name]
  }
  return read
}

function withoutAbsentInside(schema: z.core.$ZodType, items: readonly unknown[]): readonly unknown[] {
  const element = elementOf(schema)
  // Most lists hold texts, and an import holds very many.
  if (element === null || shapeOf(element) === null) return items
  const changed = items.map((item) => withoutAbsent(element, item))
  return changed.some((item, i) => item !== items[i]) ? changed : items
}

const nullMeansAbsent = new WeakMap<object, boolean>()

/** Tells whether null means that a field is not given. Each schema is asked once: a refused value takes long. */
function meansAbsent(field: z.core.$ZodType): boolean {
  return keptFor(nullMeansAbsent, field, () => mayBeAbsent(field) && !z.safeParse(field, null).success)
}

/** Tells whether a field may be left out or has a default. */
export function mayBeAbsent(field: z.core.$ZodType): boolean {
  return z.safeParse(field, undefined).success
}

/** The fields of an object's schema, also of one that is optional or has a default. */
function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | null {
  return partOf(schema, 'shape') as Readonly<Record<string, z.core.$ZodType>> | null
}

/** The schema of a list's items, also of a list that is optional or has a default. */
function elementOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  return partOf(schema, 'element') as z.core.$ZodType | null
}

/** Objects alone have a shape, and lists alone elements; null for other schemas. */
function partOf(schema: z.core.$ZodType, part: 'shape' | 'element'): unknown {
  const { def } = schema as unknown as { readonly def: Readonly<Record<string, unknown>> }
  const inner = def['innerType'] as z.core.$ZodType | undefined
  return def[part] ?? (inner === undefined ? null : partOf(inner, part))
}

/**
 * Says what a value must be, in a fixed text.
 *
 * @param schema - of the whole input, where a field that it does not know should be answered with those that it takes
 */
export function expectation(
  issue: z.core.$ZodIssue | undefined,
  schema: z.core.$ZodType,
  value: unknown,
): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `${isMissing(value, issue.path) ? 'is missing; it ' : ''}must be of type ${issue.expected}`
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'unrecognized_keys':
      return `has a field that this operation does not take${fieldsAt(schema, issue.path)}`
    case 'invalid_format':
      return issue.format === 'regex' ? 'is not of the form that it must have' : `must be a ${issue.format}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    default:
      return 'is not valid'
  }
}

function unitOf(origin: string): string {
  return origin === 'array' || origin === 'string' ? ' long' : ''
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  const at = path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    value,
  )
  return path.length > 0 && at === undefined
}

/** Lists the fields that it takes, so that a mistyped name is found sooner. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  // Objects of zod and of zod/mini alike have a shape.
  if (path.length > 0 || !('shape' in schema)) return ''
  const names = Object.keys(schema.shape as object)
  return names.length === 0 ? '; it takes none' : `; it takes ${names.join(', ')}`
}

/** Checks a text that must not be blank, as {@link requireKeepable} does. Errors: `invalid_input`. */
export function requireText(text: string, field: string, longest: number, line?: number): void {
  if (text.trim() === '') invalidInput('must not be empty', { field, line })
  requireKeepable(text, field, longest, line)
}

/**
 * Checks that a text is within its limit, and free of what some stores cannot keep exactly (NUL and unpaired
 * surrogates), so that no text is ever changed silently. Errors: `invalid_input`.
 */
export function requireKeepable(text: string, field: string, longest: number, line?: number): void {
  const place = { field, line }
  if (text.length > longest) invalidInput(`must be at most ${longest} characters long`, place)
  if (!text.isWellFormed() || text.includes('\0')) {
    invalidInput('must not hold NUL or unpaired surrogate characters', place)
  }
}

const longestSessionId = 255

/** Checks a session's id: a text that may be one. */
export function requireSessionId(id: unknown): string {
  if (typeof id !== 'string') return invalidInput('must be of type string', { field: 'sessionId' })
  requireText(id, 'sessionId', longestSessionId)
  return id
}

/** Checks an address of an observation, given as an id or a topic key; the caller checks the key's text. */
export function requireRef(ref: unknown): number | string {
  return typeof ref === 'string' ? ref : requireObservationId(ref)
}

const observationId = lazily(() => z.int().check(z.positive()))

/** Checks an observation's id: a positive integer. */
function requireObservationId(id: unknown): number {
  return parseInput(observationId(), id, { field: 'observationId' })
}

/** More than any input has, and few enough that noting what is wrong with each takes no time worth speaking of. */
const mostValues = 5_000

/**
 * Checks how deep a JSON text nests and how many values it holds, before a parser or a schema builds anything of them:
 * a schema notes what is wrong with each value, which for a million of them takes seconds and a gigabyte. Works on
 * bytes read as Latin-1 too. Whether the text is JSON at all is the parser's to say.
 *
 * Errors: `invalid_input`.
 */
export function requireSmallJson(
  text: string,
  name: string | Place,
  deepest: number,
  most: number = mostValues,
): void {
  const refuse = (reason: string): never =>
    typeof name === 'string' ? invalidInput(`${name}: ${reason}`) : invalidInput(reason, name)
  let depth = 0
  let values = 1
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isInString) {
      if (code === 0x5c) i++
      else if (code === 0x22) isInString = false
    } else if (code === 0x22) isInString = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > deepest) refuse(`must not nest deeper than ${deepest}`)
    } else if (code === 0x5d || code === 0x7d) depth--
    else if (code === 0x2c && ++values > most) refuse(`must hold at most ${most} values`)
  }
}
