import { errorForms } from '../../../core/errors/error-forms.ts'
import type { JsonSchema } from './json-schema.ts'

/** A body, by its type. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>

/** One answer that an operation may give. */
export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>
  readonly content?: Content
}

const problemReference = { $ref: '#/components/schemas/Problem' }
/** Problems that any operation may answer with. */
export const everyProblem = [
  'BadRequest',
  'Unauthorized',
  'Forbidden',
  'TooManyRequests',
  'Failed',
  'Unavailable',
] as const

/** Every answer that is a problem document, by its name in the document: status and description. */
export const problems: Readonly<Record<string, readonly [number, string]>> = {
  BadRequest: [400, errorForms.invalid_input.title],
  Unauthorized: [401, errorForms.unauthorized.title],
  Forbidden: [403, 'The credential does not allow this, or the quota is used up'],
  NotFound: [404, errorForms.not_found.title],
  Conflict: [409, 'The observation is at another revision, or saving is paused'],
  TooLarge: [413, 'The body is larger than the server takes'],
  UnsupportedType: [415, 'The body is not of a type that this operation takes'],
  TooManyRequests: [429, errorForms.rate_limited.title],
  Failed: [500, errorForms.storage.title],
  Unavailable: [503, errorForms.busy.title],
  Full: [507, errorForms.storage_full.title],
}

/** Operations that keep something new, and so answer with `Conflict` while the user has paused saving. */
export const keepingOperations: ReadonlySet<string> = new Set([
  'mem_save',
  'mem_save_many',
  'mem_update',
  'mem_session_end',
  'mem_session_update',
  'mem_session_summary',
  'mem_thread_append',
  'mem_import',
])

/** Headers of answers. */
export const headers = {
  'X-Request-Id': { description: 'Names this exchange in the log.', schema: { type: 'string' } },
  ETag: { description: 'A digest of the body, for `If-None-Match`.', schema: { type: 'string' } },
  Location: { description: 'Where the new observation is.', schema: { type: 'string' } },
  RateLimit: {
    description: 'Requests left to this user, and seconds until all are there again.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': { description: 'Requests in so many seconds.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
}

/** The document's entry of one problem. */
export function problemResponse(name: string, description: string): ResponseObject {
  const retried = name === 'TooManyRequests' || name === 'Unavailable' ? ['Retry-After'] : []
  return {
    description,
    headers: headerReferences(['X-Request-Id', ...retried]),
    content: { 'application/problem+json': { schema: problemReference } },
  }
}

/** Entries of an operation's responses that point to problems. */
export function responseReferences(names: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(
    names.map((name) => [String(problems[name]?.[0]), { $ref: `#/components/responses/${name}` }]),
  )
}

/** Entries of a response's headers. */
export function headerReferences(names: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
