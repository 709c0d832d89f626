import { packageVersion } from '../../../core/version.ts'
import { descriptions } from '../../../wire/descriptions.ts'
import { operations, type OperationName } from '../../../wire/operations.ts'
import {
  everyProblem,
  headerReferences,
  keepingOperations,
  headers,
  problemResponse,
  problems,
  responseReferences,
  type Content,
  type ResponseObject,
} from './answers.ts'
import { examples } from './examples.ts'
import { heldNames, routes } from '../../../wire/routes.ts'
import type { JsonSchema } from './json-schema.ts'
import { collectSchemas } from './schemas.ts'
import { fieldsOf, memberOf, withoutFields } from './shapes.ts'
import {
  expectedUser,
  ifNoneMatch,
  parametersOf,
  type Described,
  type ParameterObject,
} from './parameters.ts'

/** One operation of the document. */
export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly parameters: readonly ParameterObject[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, ResponseObject | { readonly $ref: string }>>
  readonly security?: readonly object[]
}

/** An OpenAPI 3.1 document, as far as we write one. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: object
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly security: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly responses: Readonly<Record<string, ResponseObject>>
    readonly headers: Readonly<Record<string, object>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

const tags = [
  { name: 'Observations', description: 'What is remembered.' },
  { name: 'Sessions', description: 'Units of work, and what they leave to later ones.' },
  { name: 'Threads', description: 'Logs of raw messages, kept in order and exactly.' },
  { name: 'Memory', description: "A user's memory as a whole." },
]

/**
 * Describes every route from the same tables that the server is made of.
 *
 * @param basePath - where the app is mounted: '' or `/prefix`
 */
export function openApiDocument(basePath: string): OpenApiDocument {
  const schemas = collectSchemas()
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const operation of operations) {
    const route = routes[operation.name]
    const described = { operation, route, example: examples[operation.name], schemas }
    const method = route.method.toLowerCase()
    paths[route.path] = {
      ...paths[route.path],
      [method]: describeOperation({ ...described, by: 'id' }),
    }
    if (route.topicPath === undefined) continue
    const byTopic = describeOperation({ ...described, by: 'topic' })
    paths[route.topicPath] = { ...paths[route.topicPath], [method]: byTopic }
  }
  paths['/v1/me'] = { get: describeMe }
  return {
    openapi: '3.1.0',
    info: {
      title: 'iLAB Memory',
      version: packageVersion,
      summary: "Persistent memory for applications with many users; each user's is invisible to every other.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    tags,
    security: [{ bearer: [] }, { bearer: [], user: [] }, { user: [] }],
    paths,
    components: {
      schemas: schemas.components,
      responses: Object.fromEntries(
        Object.entries(problems).map(([name, [, description]]) => [name, problemResponse(name, description)]),
      ),
      headers,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key (`ilm_…`) or a JWT. Without authentication, on loopback, nothing is needed.',
        },
        user: {
          type: 'apiKey',
          in: 'header',
          name: 'X-User-Id',
          description: 'Names the user, where the credential is bound to none. Else it is not looked at.',
        },
      },
    },
  }
}

function describeOperation(described: Described): OperationObject {
  const { operation, route, by, schemas } = described
  const body = requestBody(described)
  return {
    operationId: by === 'id' ? operation.name : `${operation.name}_by_topic`,
    summary: descriptions[operation.name as OperationName],
    description: `Needs the scope \`${operation.scope}\`. Calling it again ${operation.idempotent ? 'changes nothing more' : 'is another call'}.`,
    tags: [route.tag],
    parameters: parametersOf(described),
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      ...successes(described),
      ...responseReferences([
        ...everyProblem,
        ...(route.about !== undefined || operation.name === 'mem_session_end' ? (['NotFound'] as const) : []),
        ...(keepingOperations.has(operation.name) || 'if_revision' in fieldsOf(operation, schemas).properties
          ? (['Conflict'] as const)
          : []),
        ...(body === null ? [] : (['TooLarge', 'UnsupportedType'] as const)),
        ...(operation.effect === 'reads' ? [] : (['Full'] as const)),
      ]),
    },
  }
}

const tagged = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'ETag']

const describeMe: OperationObject = {
  operationId: 'me',
  summary: 'Returns whose memory the credential opens.',
  description: 'Needs any scope.',
  tags: ['Memory'],
  parameters: [ifNoneMatch, expectedUser],
  responses: {
    200: {
      description: 'The user.',
      headers: headerReferences(tagged),
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { user_id: { type: 'string', description: 'Id of the user.' } },
            required: ['user_id'],
            additionalProperties: false,
          },
          example: { user_id: 'ada' },
        },
      },
    },
    304: { description: 'Nothing has changed.', headers: headerReferences(tagged) },
    ...responseReferences(everyProblem),
  },
}

function requestBody(described: Described): { required: boolean; content: Content } | null {
  const { operation, route, schemas } = described
  const { input } = described.example
  if (route.input === 'query') return null
  if (route.input === 'lines') {
    const lines = (input['lines'] as string[]).map((line) => `${line}\n`).join('')
    return {
      required: true,
      content: { 'application/jsonl': { schema: { type: 'string' }, example: lines } },
    }
  }
  const held = new Set(heldNames(route))
  const schema = withoutFields(schemas.schemaOf(operation.input, 'input', operation.name), held)
  const example = Object.fromEntries(Object.entries(input).filter(([name]) => !held.has(name)))
  const required = held.size > 0 || Array.isArray(schema['required'])
  return { required, content: { 'application/json': { schema, example } } }
}

function successes(described: Described): OperationObject['responses'] {
  const common = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']
  const { operation, route, schemas } = described
  const { output } = described.example
  if (route.output === 'nothing') {
    const done = { 204: { description: 'Done.', headers: headerReferences(common) } }
    if (route.mayExplain !== true) return done
    const explained = { schema: schemas.schemaOf(operation.output, 'output'), example: output }
    const content = { 'application/json': explained }
    return {
      200: { description: 'Done, with `explain`.', headers: headerReferences(common), content },
      ...done,
    }
  }
  if (route.output === 'lines') {
    const lines = `${(output as string[]).map((line) => `${line}\n`).join('')}\n`
    const content = { 'application/jsonl': { schema: { type: 'string' }, example: lines } }
    return {
      200: {
        description: 'One JSON object a line. The last line is empty: without it, the answer was cut off.',
        headers: headerReferences(common),
        content,
      },
    }
  }
  const shape = route.about === undefined ? operation.output : memberOf(operation.output, route.about)
  const content = { 'application/json': { schema: schemas.schemaOf(shape, 'output'), example: output } }
  const created = {
    description: 'Created.',
    headers: headerReferences([...common, 'Location']),
    content,
  }
  const shown = route.method === 'GET' ? tagged : common
  return {
    200: { description: 'Done.', headers: headerReferences(shown), content },
    ...(route.takesIdempotencyKey === true && route.tag !== 'Threads' ? { 201: created } : {}),
    ...(route.method === 'GET'
      ? { 304: { description: 'Nothing has changed.', headers: headerReferences(shown) } }
      : {}),
  }
}
