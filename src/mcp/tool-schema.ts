import * as z from 'zod'

/** A JSON schema of an object, as a tool definition carries it. */
export interface ToolSchema {
  readonly type: 'object'
  readonly [keyword: string]: unknown
}

type Json = Record<string, unknown>

/**
 * What a tool takes or gives, as JSON Schema of few tokens: every model that is offered the tools pays for each of
 * them. Left out is what a model has no use for or what is checked anyway: patterns, bounds, null for "not given" and,
 * of results, descriptions, what lies deeper than their own fields, and that each of these is always there.
 */
export function toolSchema(schema: z.core.$ZodType, io: 'input' | 'output'): ToolSchema {
  const json: Json = z.toJSONSchema(schema, { io })
  const { properties, required } = json
  return {
    type: 'object',
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [name, shorten(field, io)]),
          ),
        }
      : {}),
    ...(io === 'input' && required !== undefined ? { required } : {}),
  }
}

function shorten(field: unknown, io: 'input' | 'output'): Json {
  if (!isObject(field)) return {}
  const { anyOf, type, items, description } = field
  if (Array.isArray(anyOf)) {
    const [given = {}] = anyOf.map((choice: unknown) => shorten(choice, io))
    return io === 'input' ? withoutUndefined({ ...given, description }) : orNull(given)
  }
  const values = field['enum']
  return withoutUndefined({
    type: values === undefined ? (io === 'input' ? withoutNull(type) : type) : undefined,
    enum: values,
    description: io === 'input' ? description : undefined,
    items: io === 'input' && items !== undefined ? shorten(items, io) : undefined,
  })
}

/** The wire's unions are all of something and null. */
function orNull({ type, enum: values, ...given }: Json): Json {
  return Array.isArray(values)
    ? { ...given, enum: [...(values as unknown[]), null] }
    : { ...given, type: [type, 'null'] }
}

function withoutNull(type: unknown): unknown {
  return Array.isArray(type) ? type.find((name) => name !== 'null') : type
}

function withoutUndefined(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined))
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
