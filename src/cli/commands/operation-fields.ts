import * as z from 'zod'
import { invalidInput } from '../../core/errors.ts'

/** One field of an operation's input, as an option. */
export interface Field {
  readonly name: string
  readonly kind: 'text' | 'number' | 'switch' | 'list'
  readonly isRequired: boolean
  /** `--topic-key <text>` */
  readonly flags: string
}

const placeholders = { text: ' <text>', number: ' <number>', list: ' <list>', switch: '' } as const

/** The fields of an input, in the schema's order. */
export function fieldsOf(input: z.ZodType): Field[] {
  if (!(input instanceof z.ZodObject)) throw new TypeError('an input is an object')
  return Object.entries(input.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const kind = kindOf(name, schema)
    return {
      name,
      kind,
      isRequired: !schema.safeParse(undefined).success,
      flags: `${flagOf(name)}${placeholders[kind]}`,
    }
  })
}

/** `--topic-key` for `topicKey`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/**
 * What was written on the command line as the value of a field; checked by the operation's schema afterwards.
 *
 * @param called - what the field is called where it is written
 */
export function valueOf(kind: Field['kind'], written: string, called: string): unknown {
  if (kind === 'list') return written.split(',').map((item) => item.trim())
  if (kind !== 'number') return written
  return /^-?\d{1,15}$/.test(written) ? Number(written) : invalidInput(`${called}: must be a whole number`)
}

function kindOf(name: string, schema: z.ZodType): Field['kind'] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return kindOf(name, schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodString) return 'text'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'switch'
  if (schema instanceof z.ZodArray) return 'list'
  throw new TypeError(`no option is made of the field ${name}`)
}
