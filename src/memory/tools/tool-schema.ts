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

/** Parts of a schema of zod that are read here. */
interface Definition {
  readonly type: string
  readonly innerType?: z.core.$ZodType
  readonly in?: z.core.$ZodType
  readonly out?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly entries?: Readonly<Record<string, string>>
  readonly format?: string
}

/**
 * Writes a tool's input or output as JSON Schema of few tokens: every model that is offered the tools pays for each of
 * them. It leaves out what a model has no use for: patterns, bounds, and null for "not given". Of results it leaves out
 * descriptions, what lies deeper than their own fields, and the fields that may be null: each type is one plain name.
 *
 * It reads the schemas itself: zod's own writer would be most of what an adapter loads.
 */
export function toolSchema(schema: z.core.$ZodType, io: 'input' | 'output'): ToolSchema {
  const fields = Object.entries(definitionOf(schema).shape ?? {})
  const shown = fields.filter(([, field]) => io === 'input' || !mayBeNull(field))
  const required = fields.filter(([, field]) => !mayBeAbsent(field)).map(([name]) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(shown.map(([name, field]) => [name, fieldSchema(field, io)])),
    ...(io === 'input' && required.length > 0 ? { required } : {}),
  }
}

function fieldSchema(schema: z.core.$ZodType, io: 'input' | 'output'): FieldSchema {
  const description = io === 'input' ? descriptionOf(schema) : undefined
  const plain = plainOf(schema, io)
  const { type, element, entries, format } = definitionOf(plain)
  const own = partOf(plain).toJSONSchema?.() as FieldSchema | undefined
  return withoutUndefined({
    type: own?.type ?? (type === 'number' && format !== undefined ? 'integer' : jsonTypes[type]),
    enum: entries === undefined ? undefined : Object.values(entries),
    description,
    items: io === 'input' && element !== undefined ? fieldSchema(element, io) : undefined,
  })
}

/** Names of zod's types in JSON Schema; any other type takes every value. */
const jsonTypes: Readonly<Record<string, FieldSchema['type']>> = {
  string: 'string',
  enum: 'string',
  literal: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
  record: 'object',
}

/** The schema inside those that only say that a value may be left out or be null, on its way in or out. */
function plainOf(schema: z.core.$ZodType, io: 'input' | 'output'): z.core.$ZodType {
  const { innerType, in: before, out: after } = definitionOf(schema)
  const inner = innerType ?? (io === 'input' ? before : after)
  return inner === undefined ? schema : plainOf(inner, io)
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const { description } = z.globalRegistry.get(schema) ?? {}
  const { innerType } = definitionOf(schema)
  return description ?? (innerType === undefined ? undefined : descriptionOf(innerType))
}

/** Several hosts take no schema with such a field in a result. */
function mayBeNull(schema: z.core.$ZodType): boolean {
  const { type, innerType } = definitionOf(schema)
  return type === 'nullable' || (innerType !== undefined && mayBeNull(innerType))
}

function mayBeAbsent(schema: z.core.$ZodType): boolean {
  return partOf(schema).optin !== undefined
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return partOf(schema).def
}

function partOf(schema: z.core.$ZodType): z.core.$ZodType['_zod'] {
  // oxlint-disable-next-line no-underscore-dangle -- the name that zod gives to its own part
  return schema._zod
}

function withoutUndefined(fields: Record<string, unknown>): FieldSchema {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
