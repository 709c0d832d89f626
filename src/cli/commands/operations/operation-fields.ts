import * as z from 'zod/mini'
import { invalidInput } from '../../../core/errors/errors.ts'
import { wire } from '../../../wire/wire-names.ts'

/** One field of an operation's input, as an option. */
export interface Field {
  readonly name: string
  readonly kind: 'text' | 'number' | 'decimal' | 'switch' | 'list' | 'json' | 'object'
  readonly isRequired: boolean
  /** `--topic-key <text>` */
  readonly flags: string
  /** Takes the names of the wire in what a JSON value holds. */
  readonly decode: (value: unknown) => unknown
}

const placeholders = {
  text: ' <text>',
  number: ' <number>',
  decimal: ' <number>',
  list: ' <list>',
  json: ' <json>',
  object: ' <json>',
  switch: '',
} as const

/** The fields of an input, in the schema's order. */
export function fieldsOf(input: z.core.$ZodType): Field[] {
  if (!(input instanceof z.ZodMiniObject)) throw new TypeError('an input is an object')
  return Object.entries(input.def.shape).map(([name, schema]) => {
    const kind = kindOf(name, schema)
    return {
      name,
      kind,
      isRequired: !z.safeParse(schema, undefined).success,
      flags: `${flagOf(name)}${placeholders[kind]}`,
      decode: wire(schema).decode,
    }
  })
}

/** `--topic-key` for `topicKey`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/**
 * Reads the value of a field from the command line. The operation's schema checks it afterwards.
 *
 * @param called - name of the field on the command line
 */
export function valueOf(kind: Field['kind'], written: string, called: string): unknown {
  if (kind === 'list') return written.split(',').map((item) => item.trim())
  if (kind === 'decimal') {
    return /^-?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/.test(written)
      ? Number(written)
      : invalidInput(`${called}: must be a number`)
  }
  if (kind === 'json') return jsonValues(written, called)
  if (kind === 'object') return parsed(written)?.value ?? invalidInput(`${called}: must be a JSON object`)
  if (kind !== 'number') return written
  return /^-?\d{1,15}$/.test(written) ? Number(written) : invalidInput(`${called}: must be a whole number`)
}

/** The values of a JSON list, or of JSON Lines, one a line. */
function jsonValues(written: string, called: string): unknown[] {
  const whole = parsed(written)
  if (whole !== null) return Array.isArray(whole.value) ? whole.value : [whole.value]
  const lines = written.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const read = parsed(line)
    return read === null
      ? invalidInput(`${called}: must be a JSON list, or JSON values, one a line`)
      : read.value
  })
}

/** The value of a JSON text; null where it is none. The parser's message quotes its input. */
function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

function kindOf(name: string, schema: z.core.$ZodType): Field['kind'] {
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable)
    return kindOf(name, schema.def.innerType)
  if (schema instanceof z.ZodMiniString || schema instanceof z.ZodMiniEnum) return 'text'
  if (schema instanceof z.ZodMiniNumberFormat) return 'number'
  if (schema instanceof z.ZodMiniNumber) return 'decimal'
  if (schema instanceof z.ZodMiniBoolean) return 'switch'
  if (schema instanceof z.ZodMiniArray) return schema.def.element instanceof z.ZodMiniString ? 'list' : 'json'
  if (schema instanceof z.ZodMiniCustom) return 'object'
  throw new TypeError(`no option is made of the field ${name}`)
}
