import { toCamelCase, toSnakeCase } from './wire-names.ts'

/** Names of fields of records, each made once: there are few, and an export has as many lines as the memory has records. */
const wireNames = new Map<string, string>()
const libraryNames = new Map<string, string>()

/** Returns a record's fields under the names of the wire, in their order. */
export function withWireNames(fields: object): Record<string, unknown> {
  return renamed(fields, wireNames, toSnakeCase)
}

/** Returns the fields of a line that a schema has checked under the names of the library. */
export function withLibraryNames(fields: object): Record<string, unknown> {
  return renamed(fields, libraryNames, toCamelCase)
}

function renamed(
  fields: object,
  names: Map<string, string>,
  rename: (name: string) => string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    let other = names.get(name)
    if (other === undefined) names.set(name, (other = rename(name)))
    result[other] = value
  }
  return result
}
