import { authorize } from '../access/caller.ts'
import { parseInput } from '../input.ts'
import type { Operation } from '../operations.ts'
import type { UserMemory } from '../user-memory.ts'
import { wire } from '../wire.ts'
import { readJson, readLines } from './body.ts'
import { answer, type Exchange } from './exchange.ts'
import { exportStream } from './export-stream.ts'
import type { ResolvedLimits } from './limits.ts'
import { RequestError } from './problem.ts'
import { queryReader, readPathNumber } from './query.ts'
import type { Route } from './routes.ts'

/** What every route needs. */
export interface CallContext {
  readonly memory: { forUser(userId: string): UserMemory }
  readonly limits: ResolvedLimits
  /** Where the app is mounted: '' or `/prefix`. */
  readonly basePath: string
}

/** What a route takes of a request, beside the request itself. */
export interface Called {
  readonly request: Request
  readonly exchange: Exchange
  /** The text after `?`, or ''. */
  readonly query: string
  /** The text of the path in the place of `{observation_id}`. */
  readonly observationId: string | undefined
}

/** Answers one operation's requests; everything that depends on the operation alone is worked out beforehand. */
export function callHandler(
  operation: Operation,
  route: Route,
  { memory, limits, basePath }: CallContext,
): (called: Called) => Promise<Response> {
  const input = wire(operation.input)
  const { encode } = wire(operation.output)
  const inPath = route.path.includes('{observation_id}') ? ['observation_id'] : []
  const readQuery = queryReader(operation.input, inPath)
  const readInput = async ({ request, query, observationId }: Called): Promise<unknown> => {
    if (route.input === 'json') {
      if (query !== '') throw new RequestError('invalid_input', 'query: this operation takes no parameters')
      return parseInput(input.schema, await readJson(request, limits), 'body')
    }
    const fields = readQuery(query)
    if (observationId !== undefined)
      fields['observation_id'] = readPathNumber(observationId, 'observation_id')
    return parseInput(input.schema, fields, 'query')
  }

  return async (called) => {
    const { exchange, request } = called
    const named = request.headers.get('x-user-id') ?? undefined
    exchange.userId = authorize(exchange.caller!, operation.scope, named)
    const user = memory.forUser(exchange.userId)
    if (route.output === 'lines') return answer(exchange, 200, await exportStream(user.export()), lineHeaders)
    if (route.input === 'lines') {
      const counts = await user.import(readLines(request, limits))
      return answer(exchange, 200, JSON.stringify(encode(counts)), jsonHeaders)
    }
    const decoded = withinLimits(input.decode(await readInput(called)) as object, limits.results)
    const key = route.takesIdempotencyKey === true ? request.headers.get('idempotency-key') : null
    const result = await operation.run(user, decoded, key === null ? {} : { idempotencyKey: key })
    return succeed(exchange, route, encode(result) as Record<string, unknown>, basePath)
  }
}

const jsonHeaders = { 'content-type': 'application/json' }
const lineHeaders = { 'content-type': 'application/jsonl' }

function succeed(
  exchange: Exchange,
  { about, output, method }: Route,
  result: Record<string, unknown>,
  basePath: string,
): Response {
  const body = about === undefined ? result : result[about]
  if (body === null || body === false)
    throw new RequestError('not_found', 'the user has nothing with this id')
  if (output === 'nothing') return answer(exchange, 204, null, {})
  if (method === 'POST' && result['outcome'] === 'created') {
    const location = `${basePath}/v1/observations/${String(result['id'])}`
    return answer(exchange, 201, JSON.stringify(body), { ...jsonHeaders, location })
  }
  return answer(exchange, 200, JSON.stringify(body), jsonHeaders)
}

const counted = ['limit', 'before', 'after'] as const

/** A larger number than allowed is cut, so that a client need not know the limit. */
function withinLimits(input: object, limit: number): object {
  const fields = input as Partial<Record<(typeof counted)[number], number>>
  return counted.some((name) => (fields[name] ?? 0) > limit)
    ? Object.fromEntries(
        Object.entries(input).map(([name, value]: [string, unknown]) =>
          counted.some((other) => other === name) ? [name, Math.min(value as number, limit)] : [name, value],
        ),
      )
    : input
}
