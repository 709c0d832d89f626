import * as z from 'zod/mini'
import { MemoryError } from '../../core/errors/errors.ts'
import { routes } from '../../wire/routes.ts'
import { requireSmallJson } from '../../core/input/input.ts'
import { deepestItem } from '../../core/input/json-value.ts'
import type { OperationName } from '../../wire/operations.ts'
import { wire } from '../../wire/wire-names.ts'
import { operationNamed, type OutputOf } from './call.ts'
import { lazily } from '../../core/input/lazily.ts'

/** More than any answer has. A schema notes what is wrong with each, for which millions would take gigabytes. */
const mostValues = 500_000
const deepest = 16 + deepestItem
/** As many as fit into the longest answer: no schema looks into an item. */
const mostItemValues = 2 ** 24

const boundUser = lazily(() => z.strictObject({ userId: z.string() }))

/**
 * Makes a server's answer an operation's result. Fields that a newer server adds are left out.
 *
 * Errors: `storage` where it is not what the operation answers; never what it holds.
 */
export function resultOf<Name extends OperationName>(name: Name, text: string): OutputOf<Name> {
  const route = routes[name]
  if (route.output === 'nothing' && text === '') return checked(name, wrapped(route.about, true))
  const body = route.holdsJson === true ? parseJson(text, deepest, mostItemValues) : parseJson(text)
  // An explained result comes whole.
  if (route.mayExplain === true) return checked(name, body)
  if (route.output === 'nothing') throw unreadable()
  return checked(name, wrapped(route.about, body))
}

/** The user that an answer to `/v1/me` names. Errors: `storage`. */
export function boundUserOf(text: string): string {
  return decoded(boundUser(), parseJson(text)).userId
}

/** The result where the server says that what the operation is about is not there; undefined where none can be. */
export function absenceOf<Name extends OperationName>(name: Name): OutputOf<Name> | undefined {
  const { about, output } = routes[name]
  if (about === undefined) return undefined
  return checked(name, wrapped(about, output === 'nothing' ? false : null))
}

function wrapped(about: string | undefined, value: unknown): unknown {
  return about === undefined ? value : { [about]: value }
}

function checked<Name extends OperationName>(name: Name, value: unknown): OutputOf<Name> {
  return decoded(operationNamed(name).output, value) as OutputOf<Name>
}

function decoded<Schema extends z.core.$ZodType>(shape: Schema, value: unknown): z.output<Schema> {
  const { schema, decode } = wire(shape)
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return decode(parsed.data) as z.output<Schema>
  if (!withoutUnknown(value, parsed.error.issues)) throw unreadable()
  const again = z.safeParse(schema, value)
  if (!again.success) throw unreadable()
  return decode(again.data) as z.output<Schema>
}

/** Takes away the fields that no schema names, where they are all that is wrong. */
function withoutUnknown(value: unknown, issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every((issue) => {
    if (issue.code !== 'unrecognized_keys') return false
    let owner = value
    for (const step of issue.path) owner = Reflect.get(owner as object, step)
    return issue.keys.every((key) => Reflect.deleteProperty(owner as object, key))
  })
}

function parseJson(text: string, depth = deepest, values = mostValues): unknown {
  try {
    requireSmallJson(text, 'answer', depth, values)
    return JSON.parse(text) as unknown
  } catch {
    throw unreadable()
  }
}

/** Makes the error for an answer that no memory server gives. */
export function unreadable(): MemoryError {
  return new MemoryError(
    'storage',
    'the answer is not one of a memory server: check the address given to connect',
  )
}
