import * as z from 'zod'
import { compactSchema, observationSchema } from '../../../core/schemas/observation.ts'
import { saveResultSchema } from '../../../core/schemas/save.ts'
import { sessionContextSchema, sessionSchema } from '../../../core/schemas/session.ts'
import { threadItemSchema } from '../../../core/schemas/thread.ts'
import { wire } from '../../../wire/wire-names.ts'
import { withNotes } from './field-notes.ts'
import type { JsonSchema } from './json-schema.ts'
import { errorCodes } from '../../../core/errors/errors.ts'

/** Shapes that several operations answer with, by the names that they have in the document. */
const shared: Readonly<Record<string, z.core.$ZodType>> = {
  Observation: observationSchema(),
  Compact: compactSchema(),
  Session: sessionSchema(),
  SessionContext: sessionContextSchema(),
  SaveResult: saveResultSchema(),
  ThreadItem: threadItemSchema(),
}

const problemSchema = z.object({
  type: z
    .string()
    .describe('`urn:ilab-memory:error:` and the code; `about:blank` where there is no such path or method'),
  title: z.string().describe('The code in words.'),
  status: z.int().min(400).max(599).describe('The status of the answer.'),
  detail: z.string(),
  code: z
    .enum(errorCodes)
    .optional()
    .describe('What to branch on. Absent where there is no such path or method.'),
  reason: z.string().optional(),
  field: z.string().optional(),
  line: z.int().positive().optional(),
  revision: z
    .int()
    .nonnegative()
    .optional()
    .describe('The revision that the observation has, of a conflict; 0: there is none.'),
  request_id: z.string(),
})

/** Collects what `$ref`s of one document point to. */
export interface SchemaCollection {
  /**
   * A shape of the library as the wire has it; shapes with a name become references.
   *
   * @param operation - the operation that takes the shape as its input, for its defaults
   */
  schemaOf(shape: z.core.$ZodType, io: 'input' | 'output', operation?: string): JsonSchema
  readonly components: Readonly<Record<string, JsonSchema>>
}

/** Begins a document's schemas: the named shapes and the problem document. */
export function collectSchemas(): SchemaCollection {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shared)) registry.add(wire(shape).schema, { id })
  const components: Record<string, JsonSchema> = {
    Problem: described(tidy(z.toJSONSchema(problemSchema, { io: 'input' }))),
  }
  return {
    components,
    schemaOf: (shape, io, operation) => {
      const { $defs, ...schema } = z.toJSONSchema(wire(shape).schema, { metadata: registry, io })
      for (const [name, definition] of Object.entries($defs ?? {}))
        components[name] = clean(withNotes(tidy(definition), null))
      return clean(withNotes(tidy(schema), io === 'input' ? (operation ?? '') : null))
    },
  }
}

/** Adds the notes that a schema does not have itself. */
function described(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'] as Record<string, JsonSchema>
  const noted = withNotes(schema, '')['properties'] as Record<string, JsonSchema>
  const merged = Object.entries(properties).map(([name, field]) => [
    name,
    'description' in field ? field : { ...field, description: noted[name]?.['description'] },
  ])
  return clean({ ...schema, properties: Object.fromEntries(merged) as object })
}

function clean(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema)) as JsonSchema
}

/** Leaves out zod's notes on types of JavaScript, and points references into the document. */
function tidy(schema: object): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    const isNoise =
      key === '$schema' ||
      (key === 'id' && typeof value === 'string') ||
      (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
      // The format says as much as a pattern of 200 characters.
      (key === 'pattern' && typeof value === 'string' && value.includes('02-29'))
    return isNoise ? undefined : value
  })
  return JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as JsonSchema
}
