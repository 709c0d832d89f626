import * as z from 'zod/mini'
import { keptFor } from '../core/input/lazily.ts'

/** One shape on the wire: the same checks under names in snake_case, and the way there and back. */
export interface Wire {
  readonly schema: z.ZodMiniType
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
}

const wires = new WeakMap<object, Wire>()

/**
 * Maps a shape of the library to the wire's. Only the names of declared fields change: keys that are data, such as the
 * types that `stats` counts by, stay as they are.
 *
 * @example
 * ```ts
 * wire(draftSchema).encode({ type: 'decision', title: 'A', content: 'B', topicKey: 'a/b' })
 * // { type: 'decision', title: 'A', content: 'B', topic_key: 'a/b' }
 * ```
 */
export function wire(schema: z.core.$ZodType): Wire {
  return keptFor(wires, schema, () => wireOf(schema))
}

/** `topic_key` for `topicKey`. */
export function toSnakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `topicKey` for `topic_key`. */
export function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Names the field of an error as the wire does. */
export function onTheWire<Named extends { readonly field?: string | undefined }>(named: Named): Named {
  return named.field === undefined ? named : { ...named, field: toSnakeCase(named.field) }
}

function wireOf(schema: z.core.$ZodType): Wire {
  if (schema instanceof z.ZodMiniObject) return objectWire(schema)
  if (schema instanceof z.ZodMiniArray) return arrayWire(schema)
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable) return wrappedWire(schema)
  if (!(schema instanceof z.ZodMiniType)) throw new TypeError('a shape of the wire is one of zod/mini')
  return { schema, encode: unchanged, decode: unchanged }
}

function objectWire(schema: z.ZodMiniObject): Wire {
  const fields = Object.entries(schema.def.shape).map(([name, field]) => ({
    name,
    wireName: toSnakeCase(name),
    ...wire(field),
  }))
  const shape = Object.fromEntries(fields.map((field) => [field.wireName, field.schema]))
  const byName = new Map(fields.map(({ name, wireName, encode }) => [name, { to: wireName, map: encode }]))
  const byWireName = new Map(
    fields.map(({ name, wireName, decode }) => [wireName, { to: name, map: decode }]),
  )
  return {
    schema: z.clone<z.ZodMiniObject>(schema, { ...schema.def, shape }),
    encode: (value) => renamed(value, byName),
    decode: (value) => renamed(value, byWireName),
  }
}

type Renames = ReadonlyMap<string, { readonly to: string; readonly map: (value: unknown) => unknown }>

function renamed(value: unknown, names: Renames): unknown {
  if (typeof value !== 'object' || value === null) return value
  const result: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key]
    const field = names.get(key)
    if (field !== undefined) result[field.to] = field.map(member)
    // Assignment would make a prototype of it.
    else if (key === '__proto__')
      Object.defineProperty(result, key, Object.getOwnPropertyDescriptor(value, key)!)
    else result[key] = member
  }
  return result
}

function arrayWire(schema: z.ZodMiniArray): Wire {
  const element = wire(schema.def.element)
  return {
    schema: z.clone<z.ZodMiniArray>(schema, { ...schema.def, element: element.schema }),
    encode: (value) => (Array.isArray(value) ? value.map(element.encode) : value),
    decode: (value) => (Array.isArray(value) ? value.map(element.decode) : value),
  }
}

function wrappedWire(schema: z.ZodMiniOptional | z.ZodMiniNullable): Wire {
  const inner = wire(schema.def.innerType)
  return {
    schema: z.clone<z.core.$ZodType>(schema, {
      ...schema.def,
      innerType: inner.schema,
    } as never) as z.ZodMiniType,
    encode: (value) => (value === undefined || value === null ? value : inner.encode(value)),
    decode: (value) => (value === undefined || value === null ? value : inner.decode(value)),
  }
}

function unchanged(value: unknown): unknown {
  return value
}
