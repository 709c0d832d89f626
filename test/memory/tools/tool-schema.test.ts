import * as z from 'zod/mini'
import { expect, test } from 'vitest'
import { toolSchema, type FieldSchema } from '../../../src/memory/tools/tool-schema.ts'
import { operations } from '../../../src/wire/operations.ts'
import { wire } from '../../../src/wire/wire-names.ts'

type Json = Readonly<Record<string, unknown>>

/** A field as zod's own writer has it, cut to what a tool shows of it. */
function shortened(field: Json, io: 'input' | 'output'): FieldSchema {
  const [choice = field] = (field['anyOf'] as readonly Json[] | undefined) ?? []
  const type = [choice['type']].flat().find((name) => name !== 'null')
  const shown = {
    type,
    enum: choice['enum'],
    description: io === 'input' ? field['description'] : undefined,
    items: io === 'input' && choice['items'] ? shortened(choice['items'] as Json, io) : undefined,
  }
  return JSON.parse(JSON.stringify(shown)) as FieldSchema
}

const both = operations.flatMap((operation) =>
  (['input', 'output'] as const).map((io) => [operation.name, io, wire(operation[io]).schema] as const),
)

test.each(both)('%s: the %s is what the writer of zod makes of it, shortened', (_name, io, schema) => {
  const { properties = {}, required } = z.toJSONSchema(schema, { io }) as {
    readonly properties?: Readonly<Record<string, Json>>
    readonly required?: readonly string[]
  }
  const shown = Object.entries(properties).filter(
    ([, field]) => io === 'input' || !('anyOf' in field || Array.isArray(field['type'])),
  )
  expect(toolSchema(schema, io)).toEqual({
    type: 'object',
    properties: Object.fromEntries(shown.map(([name, field]) => [name, shortened(field, io)])),
    ...(io === 'input' && required !== undefined ? { required } : {}),
  })
})
