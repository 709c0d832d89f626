import * as z from 'zod/mini'
import { mayBeAbsent } from '../core/input/input.ts'

/**
 * Reads an input as its sender meant it, before it is checked. Models and forms fill what they leave open with null, an
 * empty text or an empty list, and write numbers, switches and lists as text.
 *
 * A field of an unknown name stays as it is, and so does a value that could mean several things: the check refuses both.
 *
 * @param schema - the operation's input on the wire
 * @param asIs - fields that are never changed, such as the one that names a user
 * @param mayBeEmpty - fields in which an empty text is a text
 */
export function asMeant(
  schema: z.core.$ZodType,
  value: unknown,
  asIs: readonly string[] = [],
  mayBeEmpty: readonly string[] = [],
): unknown {
  if (!(schema instanceof z.ZodMiniObject) || !isRecord(value)) return value
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.def.shape
  const fields = Object.entries(value).flatMap(([name, given]): [string, unknown][] => {
    if (!Object.hasOwn(shape, name) || asIs.includes(name)) return [[name, given]]
    const field = shape[name]!
    if (given === '' && mayBeEmpty.includes(name)) return [[name, given]]
    const meant = readAs(plainOf(field), given)
    return isNothing(meant) && mayBeAbsent(field) ? [] : [[name, meant]]
  })
  return Object.fromEntries(fields)
}

function plainOf(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodMiniOptional || field instanceof z.ZodMiniNullable
    ? plainOf(field.def.innerType)
    : field
}

function isNothing(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function readAs(field: z.core.$ZodType, given: unknown): unknown {
  if (field instanceof z.ZodMiniNumberFormat) return typeof given === 'string' ? readNumber(given) : given
  if (field instanceof z.ZodMiniNumber) return typeof given === 'string' ? readDecimal(given) : given
  if (field instanceof z.ZodMiniBoolean) return typeof given === 'string' ? readSwitch(given) : given
  if (field instanceof z.ZodMiniArray) return holdsAnything(field) ? given : readList(given)
  // Every number that JSON carries exactly is written as the same text again.
  if (field instanceof z.ZodMiniString && Number.isSafeInteger(given)) return String(given)
  return given
}

/** Tells whether every item of a list stays as it is. */
function holdsAnything(list: z.ZodMiniArray): boolean {
  return list.def.element instanceof z.ZodMiniUnknown
}

function readNumber(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'null') return null
  return /^[+-]?\d{1,15}(?:\.0{1,15})?$/.test(trimmed) ? Number(trimmed) : text
}

function readDecimal(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'null') return null
  return /^[+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})$/.test(trimmed) ? Number(trimmed) : text
}

function readSwitch(text: string): unknown {
  const word = text.trim().toLowerCase()
  if (word === 'null') return null
  return word === 'true' ? true : word === 'false' ? false : text
}

/** Reads a list that was written as its JSON, as its items between commas, or as its one item; empty items are none. */
function readList(given: unknown): unknown {
  const list = typeof given === 'string' ? readItems(given.trim()) : given
  return Array.isArray(list) ? list.filter((item) => item !== null && item !== '') : list
}

function readItems(text: string): unknown {
  if (text === 'null') return null
  if (text.startsWith('[') && text.endsWith(']')) {
    const items = text.slice(1, -1).trim()
    return items === '' ? [] : items.split(',').map((item) => item.trim().replaceAll(/^["']|["']$/g, ''))
  }
  return text.split(',').map((item) => item.trim())
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
