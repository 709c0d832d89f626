import * as z from 'zod/mini'

/** A JSON schema of one field. */
export type FieldSchema = {
  /** Name of the JSON type. */
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object'
  /** The only values. */
  enum?: string[]
  /** Meaning of the field, for a model. */
  description?: string
  /** Schema of the items of a list. */
  items?: FieldSchema
}

/** A JSON schema of an object, as a tool definition carries it. */
export interface ToolSchema {
  /** An object: the arguments by name. */
  readonly type: 'object'
  /** The schema of each field. */
  readonly properties?: { [field: string]: FieldSchema }
  /** Fields that must be given. */
  readonly required?: string[]
  /** Further keywords of JSON Schema. */
  readonly [keyword: string]: unknown
}

type Json = Record<string, unknown>

/**
 * Writes a tool's input or output as JSON Schema of few tokens: every model that is offered the tools pays for each of
 * them. It leaves out what a model has no use for: patterns, bounds, and null for "not given". Of results it leaves out
 * descriptions, what lies deeper than their own fields, and the fields that may be null: each type is one plain name.
 */
export function toolSchema(schema: z.core.$ZodType, io: 'input' | 'output'): ToolSchema {
  const json: Json = z.toJSONSchema(schema, { io })
  const { properties, required } = json
  return {
    type: 'object',
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties)
              .filter(([, field]) => io === 'input' || !mayBeNull(field))
              .map(([name, field]) => [name, shorten(field, io)]),
          ),
        }
      : {}),
    ...(io === 'input' && Array.isArray(required) ? { required: required as string[] } : {}),
  }
}

function shorten(field: unknown, io: 'input' | 'output'): FieldSchema {
  if (!isObject(field)) return {}
  const { anyOf, type, items, description } = field
  if (Array.isArray(anyOf)) {
    const [given = {}] = anyOf.map((choice: unknown) => shorten(choice, io))
    return withoutUndefined({ ...given, description })
  }
  const values = field['enum']
  return withoutUndefined({
    type: withoutNull(type),
    enum: values,
    description: io === 'input' ? description : undefined,
    items: io === 'input' && items !== undefined ? shorten(items, io) : undefined,
  })
}

/** The wire's unions are all of something and null. Several hosts take no schema with such a field in a result. */
function mayBeNull(field: unknown): boolean {
  return isObject(field) && (Array.isArray(field['anyOf']) || Array.isArray(field['type']))
}

function withoutNull(type: unknown): unknown {
  return Array.isArray(type) ? type.find((name) => name !== 'null') : type
}

function withoutUndefined(json: Json): FieldSchema {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined))
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
