import * as z from 'zod/mini'
import { invalidInput } from '../../../core/errors/errors.ts'
import { wire } from '../../../wire/wire-names.ts'

/** Makes of a parameter's text what its field takes; what does not fit stays a text, and the schema refuses it. */
type Read = (text: string) => unknown

/** A field as the query carries it. */
interface Parameter {
  readonly read: Read
  /** May be repeated, or hold several values between commas. */
  readonly isList: boolean
}

/**
 * Reads query strings for one shape, which is worked out beforehand. Unknown parameters, and those that come twice, are
 * refused.
 *
 * @param inPath - fields that the path holds, and the query therefore may not
 */
export function queryReader(
  schema: z.core.$ZodType,
  inPath: readonly string[],
): (query: string) => Record<string, unknown> {
  const parameters = parametersOf(schema)
  for (const name of inPath) parameters.delete(name)
  return (query) => {
    const fields = new Map<string, unknown>()
    for (const pair of query.split('&')) {
      // Programs that join parameters leave an `&` too many.
      if (pair === '') continue
      const [name, text] = splitPair(pair)
      const parameter = parameters.get(name)
      if (parameter === undefined)
        return invalidInput('query: has a parameter that this operation does not take')
      if (parameter.isList) {
        const values = fields.get(name)
        fields.set(name, [...(Array.isArray(values) ? (values as unknown[]) : []), ...text.split(',')])
      } else {
        if (fields.has(name)) invalidInput('must be given once', { field: name })
        fields.set(name, parameter.read(text))
      }
    }
    return Object.fromEntries(fields)
  }
}

/** The number that a path holds in a field's place. Errors: `invalid_input`. */
export function readPathNumber(text: string, name: string): number {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : invalidInput('must be a positive integer', { field: name })
}

function parametersOf(schema: z.core.$ZodType): Map<string, Parameter> {
  const shape = wire(schema).schema
  if (!(shape instanceof z.ZodMiniObject)) throw new TypeError('a query is made of named fields')
  const fields = Object.entries(shape.def.shape)
  return new Map(fields.map(([name, field]) => [name, parameterOf(field)]))
}

function parameterOf(field: z.core.$ZodType): Parameter {
  if (field instanceof z.ZodMiniOptional || field instanceof z.ZodMiniNullable)
    return parameterOf(field.def.innerType)
  if (field instanceof z.ZodMiniArray) return { read: readText, isList: true }
  if (field instanceof z.ZodMiniNumber) return { read: readNumber, isList: false }
  if (field instanceof z.ZodMiniCustom) return { read: readObject, isList: false }
  if (field instanceof z.ZodMiniBoolean) return { read: readBoolean, isList: false }
  return { read: readText, isList: false }
}

function readNumber(text: string): unknown {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : text
}

function readBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

/** An address is short, and the object's own check bounds what is in it. */
function readObject(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function readText(text: string): unknown {
  return text
}

/** `URLSearchParams` would put other characters in place of what is not UTF-8; here it is refused. */
function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  const [name, text] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  try {
    return [decodeURIComponent(name.replaceAll('+', ' ')), decodeURIComponent(text.replaceAll('+', ' '))]
  } catch {
    return invalidInput('query: is not UTF-8 in percent-encoding')
  }
}
