import type * as z from 'zod/mini'
import { invalidInput } from '../../core/errors/errors.ts'
import { routes, type Route } from '../../wire/routes.ts'
import { operations, type OperationName } from '../../wire/operations.ts'
import { toCamelCase, wire } from '../../wire/wire-names.ts'

/** One call as it goes over the wire, however often it is sent. */
export interface Call {
  readonly method: Route['method']
  /** From the server's address on, with the query. */
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** True when sending it again is safe although the first attempt may have succeeded: the answer is the same. */
  readonly isRepeatable: boolean
  /** True for removals. Their `busy` may mean that the rows are gone and some bytes remain. */
  readonly isRemoval: boolean
}

type OperationOf<Name extends OperationName> = Extract<(typeof operations)[number], { name: Name }>

/** Input and output of an operation. */
export type InputOf<Name extends OperationName> = z.input<OperationOf<Name>['input']>
export type OutputOf<Name extends OperationName> = z.output<OperationOf<Name>['output']>

/** The row of the table. */
export function operationNamed(name: OperationName): (typeof operations)[number] {
  const found = operations.find((operation) => operation.name === name)
  if (found === undefined) throw new TypeError('no such operation')
  return found
}

/**
 * Writes an operation and its input as a request. The input has been checked against the operation's schema: what JSON
 * or an address would change silently has been refused there.
 */
export function callOf<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  idempotencyKey?: string,
): Call {
  const operation = operationNamed(name)
  const route = routes[name]
  const fields = new Map(Object.entries(wire(operation.input).encode(input) as object) as [string, unknown][])
  const { address, inQuery } = addressOf(route, fields)
  const sent = bodyOf(route, fields)
  return {
    method: route.method,
    address: address + queryOf(route.input === 'query' ? new Map([...inQuery, ...fields]) : inQuery),
    body: sent?.body ?? null,
    headers: {
      accept: `${route.output === 'lines' ? 'application/x-ndjson' : 'application/json'}, application/problem+json`,
      ...(sent === null ? {} : { 'content-type': sent.type }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    isRepeatable: operation.effect === 'reads' || idempotencyKey !== undefined,
    isRemoval: operation.effect === 'destroys',
  }
}

/** Takes the fields that the address holds out of the others. */
function addressOf(
  { path, topicPath }: Route,
  fields: Map<string, unknown>,
): { readonly address: string; readonly inQuery: ReadonlyMap<string, unknown> } {
  const topicKey = fields.get('topic_key')
  if (topicPath !== undefined && topicKey !== undefined) {
    fields.delete('topic_key')
    return { address: topicPath.slice(1), inQuery: new Map([['topic_key', topicKey]]) }
  }
  const address = path.slice(1).replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = fields.get(field)
    fields.delete(field)
    return encodeURIComponent(String(value))
  })
  return { address, inQuery: new Map() }
}

/** Asks which user the credential is bound to. */
export const callOfMe: Call = {
  method: 'GET',
  address: 'v1/me',
  headers: { accept: 'application/json, application/problem+json' },
  body: null,
  isRepeatable: true,
  isRemoval: false,
}

function bodyOf(
  route: Route,
  fields: ReadonlyMap<string, unknown>,
): { readonly type: string; readonly body: string } | null {
  if (route.input === 'query') return null
  // Escapes unpaired surrogates, which UTF-8 would replace.
  if (route.input === 'json')
    return { type: 'application/json', body: JSON.stringify(Object.fromEntries(fields)) }
  return {
    type: 'application/x-ndjson',
    body: (fields.get('lines') as string[]).map((line) => `${line}\n`).join(''),
  }
}

/** A value as the query holds it: a text as it is, all else as JSON. */
function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Parameters in the order of the fields; a list is repeated, and what is undefined or null is left out. */
function queryOf(fields: ReadonlyMap<string, unknown>): string {
  const pairs = [...fields].flatMap(([name, value]) => {
    if (value === undefined || value === null) return []
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.map((each) => `${name}=${encoded(name, written(each), Array.isArray(value))}`)
  })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function encoded(name: string, text: string, isListed: boolean): string {
  if (!text.isWellFormed())
    invalidInput('must not hold unpaired surrogate characters', { field: toCamelCase(name) })
  // A server may read a comma as the end of one value, and no type has one.
  if (isListed && text.includes(','))
    invalidInput('must be among the known values', { field: toCamelCase(name) })
  return encodeURIComponent(text)
}
