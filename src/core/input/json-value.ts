import { invalidInput } from '../errors/errors.ts'

/** Levels of nesting in an item of a thread. */
export const deepestItem = 64

/** Values in the data of an observation at most: a server's limit on a whole body leaves room for the other fields. */
export const mostDataValues = 4_000

/** A key that may stand in a message: a name of a field, not a text. */
const plainName = /^[A-Za-z_][\w-]{0,39}$/

interface Walk {
  readonly line: number | undefined
  valuesLeft: number
}

/**
 * Checks that a value is exactly what JSON can hold: plain objects, lists, texts, finite numbers, booleans and nulls.
 *
 * Errors: `invalid_input` with the path of the first value that is not.
 *
 * @param field - path of the value
 * @param mostValues - values at most; a value that stands in two places counts twice
 */
export function requireJson(value: unknown, field: string, mostValues: number, line?: number): void {
  walk(value, field, 0, { line, valuesLeft: mostValues })
}

function walk(value: unknown, field: string, depth: number, state: Walk): void {
  const refuse = (reason: string): never => invalidInput(reason, { field, line: state.line })
  if (--state.valuesLeft < 0) refuse('holds too many values')
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse('must be a finite number')
    return
  }
  if (typeof value !== 'object') return refuse(`must be a JSON value, not of type ${typeof value}`)
  if (depth === deepestItem) refuse(`must not nest deeper than ${deepestItem}, nor hold itself`)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++)
      walk(value[index], `${field}.${index}`, depth + 1, state)
    return
  }
  if (!isPlain(value)) refuse('must be a plain object: JSON would keep only a part of it')
  for (const key of Object.keys(value))
    walk(Reflect.get(value, key), `${field}.${plainName.test(key) ? key : '*'}`, depth + 1, state)
}

/** Tells whether an object is of no class. Each realm, such as a test's, has a root of its own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
