import type { DataConditions } from '../../../core/store/store.ts'
import { parseData } from '../../../core/store/stored-data.ts'

/**
 * Tells whether data meets every condition. Values compare as in JavaScript: true is not 1, and -0 is 0. A path leads
 * through objects only, by their own names.
 *
 * @param stored - data as JSON text; null: none
 */
export function meetsData(conditions: DataConditions, stored: string | null): boolean {
  const data = parseData(stored)
  return data !== null && conditions.every(({ path, value }) => valueAt(data, path) === value)
}

/** The value at a path; undefined where there is none. */
function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

/**
 * Texts that data holds wherever it meets the conditions, so that a database can leave out most of the other rows.
 * Data is stored as `JSON.stringify` writes it, so a name and its value stand together in it.
 */
export function textsInData(conditions: DataConditions): readonly string[] {
  return conditions.map(({ path, value }) => `${JSON.stringify(path.at(-1))}:${JSON.stringify(value)}`)
}
