import * as z from 'zod/mini'
import type { Operation } from '../../../wire/operations.ts'
import type { JsonSchema } from './json-schema.ts'
import type { SchemaCollection } from './schemas.ts'

/** Leaves out the fields that the address holds. */
export function withoutFields(schema: JsonSchema, left: ReadonlySet<string>): JsonSchema {
  if (left.size === 0) return schema
  const { properties, required = [] } = schema as {
    properties: Record<string, JsonSchema>
    required?: string[]
  }
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !left.has(name))),
    required: required.filter((name) => !left.has(name)),
  }
}

/** The shape of one member, without the null that stands for 404. */
export function memberOf(shape: z.core.$ZodType, name: string): z.core.$ZodType {
  if (!(shape instanceof z.ZodMiniObject)) throw new TypeError('an output is an object')
  const member = shape.def.shape[name]
  if (member === undefined) throw new TypeError(`the output has no ${name}`)
  return member instanceof z.ZodMiniNullable ? member.def.innerType : member
}

/** The fields of an operation's input on the wire. */
export function fieldsOf(
  { input, name }: Operation,
  schemas: SchemaCollection,
): { properties: Readonly<Record<string, JsonSchema>>; required: readonly string[] } {
  const { properties, required } = schemas.schemaOf(input, 'input', name) as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return { properties: properties ?? {}, required: required ?? [] }
}
