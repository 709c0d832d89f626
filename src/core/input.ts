import * as z from 'zod/mini'
import { invalidInput } from './errors.ts'

/**
 * Checks a value against its schema. The error's text is fixed: it names the field and what it must be, never what
 * was given, because that may be private.
 *
 * Errors: `invalid_input`.
 */
export function parseInput<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  name: string,
): z.output<Schema> {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = [name, ...(issue?.path ?? [])].map(String).join('.')
  return invalidInput(`${path}: ${issue === undefined ? 'is not valid' : expectation(issue, schema, value)}`)
}

function expectation(issue: z.core.$ZodIssue, schema: z.core.$ZodType, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${isMissing(value, issue.path) ? 'is missing; it ' : ''}must be of type ${issue.expected}`
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}${issue.origin === 'array' || issue.origin === 'string' ? ' long' : ''}`
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'array' || issue.origin === 'string' ? ' long' : ''}`
    case 'unrecognized_keys':
      return `has a field that this operation does not take${fieldsAt(schema, issue.path)}`
    case 'invalid_format':
      return issue.format === 'regex' ? 'is not of the form that it must have' : `must be a ${issue.format}`
    default:
      return 'is not valid'
  }
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  const at = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
  return path.length > 0 && at === undefined
}

/** What it takes instead, where that is known: a mistyped name is found sooner. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  // Objects of zod and of zod/mini alike have a shape.
  if (path.length > 0 || !('shape' in schema)) return ''
  const names = Object.keys(schema.shape as object)
  return names.length === 0 ? '; it takes none' : `; it takes ${names.join(', ')}`
}

/**
 * Checks a text: not blank, within its limit, and free of what some stores cannot keep exactly (NUL and unpaired
 * surrogates), so that no text is ever changed silently.
 */
export function requireText(text: string, name: string, longest: number): void {
  if (text.trim() === '') invalidInput(`${name}: must not be empty`)
  if (text.length > longest) invalidInput(`${name}: must be at most ${longest} characters long`)
  if (!text.isWellFormed() || text.includes('\0')) {
    invalidInput(`${name}: must not hold NUL or unpaired surrogate characters`)
  }
}

const observationId = z.int().check(z.positive())

/** Checks an observation's id: a positive integer. */
export function requireObservationId(id: unknown): number {
  return parseInput(observationId, id, 'observationId')
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
export function requireSmallJson(text: string, name: string, deepest: number, most = mostValues): void {
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
      if (++depth > deepest) invalidInput(`${name}: must not nest deeper than ${deepest}`)
    } else if (code === 0x5d || code === 0x7d) depth--
    else if (code === 0x2c && ++values > most) {
      invalidInput(`${name}: must hold at most ${most} values`)
    }
  }
}
