import * as z from 'zod/mini'
import { invalidInput } from '../../../core/errors/errors.ts'
import { queryReader, readPathNumber } from './query.ts'

/** A request as far as its address goes. */
export interface Addressed {
  readonly request: Request
  /** The texts of the path in the places of `{observation_id}` and `{session_id}`. */
  readonly inPath: Readonly<Record<string, string>>
  /** True for a path that names the observation by `topic_key` in its query. */
  readonly isTopicPath: boolean
}

/** The fields that an address holds, and the query without them. */
export interface AddressFields {
  readonly held: Readonly<Record<string, unknown>>
  readonly query: string
}

/** Reads the fields that an address holds. Errors: `invalid_input`. */
export function readAddress({ request, inPath, isTopicPath }: Addressed): AddressFields {
  const query = queryOf(request.url)
  if (!isTopicPath) {
    const held = Object.entries(inPath).map(([name, text]): [string, unknown] => [
      name,
      name === 'observation_id' ? readPathNumber(text, name) : text,
    ])
    return { held: Object.fromEntries(held), query }
  }
  const pairs = query.split('&')
  const { topic_key: topicKey = '' } = readTopicKey(pairs.filter(isTopicKey).join('&'))
  if (topicKey === '') return invalidInput('is missing', { field: 'topic_key' })
  return { held: { topic_key: topicKey }, query: pairs.filter((pair) => !isTopicKey(pair)).join('&') }
}

/** Errors: `invalid_input` where a body repeats a field that its address holds. */
export function refuseHeld(body: unknown, names: readonly string[]): void {
  if (typeof body !== 'object' || body === null) return
  for (const name of names) {
    if (name in body) invalidInput('stands in the address, not in the body', { field: name })
  }
}

/** The query of an address, without its question mark. */
export function queryOf(url: string): string {
  const at = url.indexOf('?')
  const end = url.indexOf('#', at)
  return at === -1 ? '' : url.slice(at + 1, end === -1 ? undefined : end)
}

const readTopicKey = queryReader(z.strictObject({ topicKey: z.string() }), [])

function isTopicKey(pair: string): boolean {
  return pair.startsWith('topic_key=')
}
