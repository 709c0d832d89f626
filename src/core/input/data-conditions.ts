import { invalidInput } from '../errors/errors.ts'
import type { DataCondition, DataConditions } from '../store/clean.ts'

/** Paths of a filter at most: each one is looked up in the data of each observation. */
const mostPaths = 8

/** Bytes of a path in UTF-8 at most. */
const longestPath = 255

/** Bytes of all conditions as JSON at most: an address has room for them, even where each byte takes three. */
const mostBytes = 4_096

/**
 * Checks the conditions of a filter on data, and splits their paths at dots. A path that is undefined is not given.
 *
 * Errors: `invalid_input`, with nothing of what was given.
 */
export function requireDataConditions(given: object, field: string): DataConditions {
  const refuse = (reason: string): never => invalidInput(reason, { field })
  const conditions = Object.entries(given).flatMap(([path, value]: [string, unknown]): DataCondition[] => {
    if (value === undefined) return []
    const names = path.split('.')
    if (names.includes('')) refuse('must have paths of names with dots between them')
    if (bytesOf(path) > longestPath) refuse(`must have paths of at most ${longestPath} bytes`)
    return isScalar(value)
      ? [{ path: names, value }]
      : refuse('must have strings, finite numbers, booleans or null as values')
  })
  if (conditions.length === 0) refuse('must have at least one path')
  if (bytesOf(JSON.stringify(given)) > mostBytes) refuse(`must be at most ${mostBytes} bytes long as JSON`)
  return conditions.length > mostPaths ? refuse(`must have at most ${mostPaths} paths`) : conditions
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function isScalar(value: unknown): value is DataCondition['value'] {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  )
}
