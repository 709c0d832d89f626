import * as z from 'zod/mini'
import { authorize, type Scope } from '../../access/caller/caller.ts'
import { parseInput } from '../../../core/input/input.ts'
import type { KeyOptions } from '../../../core/model.ts'
import { keyOptionsSchema } from '../../../core/schemas/save.ts'
import type { Operation } from '../../../wire/operations.ts'
import type { MemoryOfUsers } from '../../../core/user-memory.ts'
import { asMeant } from '../../../wire/lenient-input.ts'
import { toSnakeCase, wire } from '../../../wire/wire-names.ts'
import type { Admission } from './admission.ts'
import { ReadyAnswer, runWithin } from '../answers/answer-bytes.ts'
import { readJson, readLines } from './body.ts'
import { entityTagOf, matchesTag } from './entity-tag.ts'
import { answer, type Exchange } from './request-state.ts'
import { exportStream } from '../answers/export-stream.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { RequestError } from '../answers/problem.ts'
import { queryOf, readAddress, refuseHeld, type Addressed } from './address.ts'
import { queryReader } from './query.ts'
import { heldNames, type Route } from '../../../wire/routes.ts'

/** Parts that every route needs. */
export interface CallContext {
  readonly memory: MemoryOfUsers
  readonly admission: Admission
  readonly limits: ResolvedLimits
  /** The mount point of the app: '' or `/prefix`. */
  readonly basePath: string
}

/** A request to a route. */
export interface Called extends Addressed {
  readonly exchange: Exchange
}

const jsonHeaders = { 'content-type': 'application/json' }
const lineHeaders = { 'content-type': 'application/jsonl' }

/**
 * Authenticates a request and returns its user, for every route.
 *
 * Errors: `unauthorized`, `forbidden`, `rate_limited`, `invalid_input`.
 *
 * @param scope - what the credential must allow; null where any scope will do
 * @param authorization - takes the place of the header, for a browser, which sends none
 */
export async function admit(
  request: Request,
  exchange: Exchange,
  scope: Scope | null,
  admission: Admission,
  authorization?: string,
): Promise<string> {
  const caller = await admission.authenticate(request, exchange, authorization)
  const needed = scope ?? [...caller.scopes][0] ?? 'read'
  const userId = authorize(caller, needed, request.headers.get('x-user-id') ?? undefined)
  const expected = request.headers.get('x-expect-user-id')
  if (expected !== null && expected !== userId)
    throw new RequestError('forbidden', 'the credential does not stand for the user that was expected')
  exchange.userId = userId
  admission.admitUser(userId, exchange)
  return userId
}

/** Answers one operation's requests; everything that depends on the operation alone is worked out beforehand. */
export function callHandler(
  operation: Operation,
  route: Route,
  { memory, admission, limits, basePath }: CallContext,
): (called: Called) => Promise<Response> {
  const readInput = inputReader(operation, route, limits)
  const { encode } = wire(operation.output)
  const run = runWithin(operation, limits)

  return async (called) => {
    const { exchange, request } = called
    const userId = await admit(request, exchange, operation.scope, admission)
    const user = memory.forUser(userId)
    if (route.output === 'lines') {
      await readInput(called)
      // No client would read the export, and it would stay open.
      if (request.method === 'HEAD') return answer(exchange, 200, null, lineHeaders)
      const onEnd = admission.admitExport(userId)
      const lines = await exportStream(user.export(), limits, { onLateError: exchange.onLateError, onEnd })
      return answer(exchange, 200, lines, lineHeaders)
    }
    if (route.input === 'lines') {
      refuseQuery(request)
      const counts = await user.import(readLines(request, limits))
      return answer(exchange, 200, JSON.stringify(encode(counts)), jsonHeaders)
    }
    const input = await readInput(called)
    const result = await run(user, input, optionsOf(request, route))
    if (result instanceof ReadyAnswer) return answer(exchange, 200, result.text, jsonHeaders)
    return succeed(called, route, encode(result) as Record<string, unknown>, basePath)
  }
}

/** Reads, checks and decodes the input of one operation. */
function inputReader(
  operation: Operation,
  route: Route,
  limits: ResolvedLimits,
): (called: Called) => Promise<unknown> {
  const { decode, schema } = wire(operation.input)
  const names = heldNames(route)
  const fieldsSchema = withoutFields(schema, names)
  const readQuery = queryReader(operation.input, names)
  const counts = countsOf(operation)
  const removable = (operation.removable ?? []).map(toSnakeCase)
  const readFields = async (request: Request, query: string): Promise<unknown> => {
    if (route.input === 'query')
      return parseInput(fieldsSchema, asMeant(fieldsSchema, readQuery(query)), 'query')
    refuseParameters(query)
    const body = await readJson(request, limits, route)
    refuseHeld(body, names)
    return parseInput(fieldsSchema, asMeant(fieldsSchema, body, removable, operation.mayBeEmpty), 'body')
  }
  return async (called) => {
    const { held, query } = readAddress(called)
    const fields = (await readFields(called.request, query)) as object
    return withinLimits(decode({ ...fields, ...held }) as object, limits.results, counts)
  }
}

function withoutFields(schema: z.core.$ZodType, names: readonly string[]): z.core.$ZodType {
  if (names.length === 0 || !(schema instanceof z.ZodMiniObject)) return schema
  return z.omit(schema, Object.fromEntries(names.map((name) => [name, true])))
}

function optionsOf(request: Request, route: Route): KeyOptions {
  const idempotencyKey = route.takesIdempotencyKey === true ? request.headers.get('idempotency-key') : null
  return idempotencyKey === null ? {} : parseInput(keyOptionsSchema(), { idempotencyKey }, 'headers')
}

function succeed(
  { exchange, request }: Called,
  { about, mayExplain, output, method, tag }: Route,
  result: Record<string, unknown>,
  basePath: string,
): Response {
  const member = about === undefined ? result : result[about]
  if (member === null || member === false)
    throw new RequestError(
      'not_found',
      `the user has no such ${tag === 'Sessions' ? 'session' : 'observation'}`,
    )
  if (mayExplain === true && 'mentioned_in' in result)
    return answer(exchange, 200, JSON.stringify(result), jsonHeaders)
  if (output === 'nothing') return answer(exchange, 204, null, {})
  const body = JSON.stringify(member)
  if (method === 'GET') return answerTagged(exchange, request, body)
  if (result['outcome'] !== 'created') return answer(exchange, 200, body, jsonHeaders)
  const location = `${basePath}/v1/observations/${String(result['id'])}`
  return answer(exchange, 201, body, { ...jsonHeaders, location })
}

/** Lets a client ask whether anything has changed; `no-cache` has it ask each time. */
export function answerTagged(exchange: Exchange, request: Request, body: string): Response {
  const headers = { 'cache-control': 'private, no-cache', etag: entityTagOf(body) }
  const known = request.headers.get('if-none-match')
  return known !== null && matchesTag(known, headers.etag)
    ? answer(exchange, 304, null, headers)
    : answer(exchange, 200, body, { ...jsonHeaders, ...headers })
}

/** Fields of an input that count results. Without `after`, `before` is the number of an item or a version. */
function countsOf({ input }: Operation): readonly Counted[] {
  const hasAfter = input instanceof z.ZodMiniObject && 'after' in input.def.shape
  return hasAfter ? ['before', 'after'] : ['limit', 'last']
}

type Counted = 'limit' | 'before' | 'after' | 'last'

/** A larger number than allowed is cut, so that a client need not know the limit. */
function withinLimits(input: object, limit: number, counted: readonly Counted[]): object {
  const fields = input as Partial<Record<Counted, number>>
  if (!counted.some((name) => (fields[name] ?? 0) > limit)) return input
  const cut = counted.flatMap((name) => {
    const number = fields[name]
    return number === undefined ? [] : [[name, Math.min(number, limit)] as const]
  })
  return { ...input, ...Object.fromEntries(cut) }
}

function refuseQuery(request: Request): void {
  refuseParameters(queryOf(request.url))
}

function refuseParameters(query: string): void {
  if (query !== '') throw new RequestError('invalid_input', 'query: this operation takes no parameters')
}
