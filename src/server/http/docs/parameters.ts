import type { Operation } from '../../../wire/operations.ts'
import { heldNames, pathNames, type Route } from '../../../wire/routes.ts'
import type { Example } from './examples.ts'
import type { JsonSchema } from './json-schema.ts'
import type { SchemaCollection } from './schemas.ts'
import { fieldsOf } from './shapes.ts'

/** A field that travels outside of the body. */
export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
  readonly style?: string
  readonly explode?: boolean
  readonly example?: unknown
}

/** The sources of one operation's entry. */
export interface Described {
  readonly operation: Operation
  readonly route: Route
  readonly example: Example
  readonly schemas: SchemaCollection
  /** Kind of address in the path, for a route that can name an observation by its topic key. */
  readonly by: 'id' | 'topic'
}

/** The fields of an operation that travel outside of the body. */
export function parametersOf(described: Described): ParameterObject[] {
  const { operation, route, example, schemas } = described
  const { properties, required } = fieldsOf(operation, schemas)
  const held = heldNames(route)
  const inQuery =
    route.input === 'query' ? Object.keys(properties).filter((name) => !held.includes(name)) : []
  const named = (
    name: string,
  ): { name: string; description: string; schema: JsonSchema; example?: unknown } => ({
    name,
    description: textOf(properties[name]?.['description']),
    schema: inAddressOf(properties[name] ?? {}),
    ...(name in example.input ? { example: example.input[name] } : {}),
  })
  const inAddress: readonly ParameterObject[] =
    described.by === 'topic'
      ? [{ ...named('topic_key'), in: 'query', required: true, example: 'ui/theme' }]
      : pathNames(route.path).map((name) => ({ ...named(name), in: 'path', required: true }))
  return [
    ...inAddress,
    ...inQuery.map((name) => ({
      ...named(name),
      in: 'query' as const,
      required: required.includes(name),
      ...(properties[name]?.['type'] === 'array' ? { style: 'form', explode: true } : {}),
    })),
    ...(route.takesIdempotencyKey === true ? [idempotencyKey] : []),
    ...(route.method === 'GET' && route.output === undefined ? [ifNoneMatch] : []),
    expectedUser,
  ]
}

/** An object travels in an address as its JSON. */
function inAddressOf(schema: JsonSchema): JsonSchema {
  if (schema['type'] !== 'object') return schema
  return { type: 'string', contentMediaType: 'application/json', contentSchema: { type: 'object' } }
}

const idempotencyKey: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Names this call among the user’s; tried again under the same key, it happens once.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
}

/** The header that names the user of the memory. */
export const expectedUser: ParameterObject = {
  name: 'X-Expect-User-Id',
  in: 'header',
  required: false,
  description: 'The user that the client means: 403 where the credential stands for another user.',
  schema: { type: 'string' },
}

/** The header that asks whether an answer has changed. */
export const ifNoneMatch: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of an earlier answer: 304 without a body where nothing has changed.',
  schema: { type: 'string' },
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
