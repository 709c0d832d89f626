import { invalidInput } from '../errors/errors.ts'

/** Names that other libraries use for fields, with the field's own name. */
const aliases: ReadonlyMap<string, string> = new Map([['metadata', 'data']])

/**
 * Renames the fields of an input that come under another library's name. A field that is null or undefined is not given.
 *
 * Errors: `invalid_input` where a field comes under both names.
 *
 * @param knows - whether the input has a field of that name
 */
export function withOwnNames(value: unknown, knows: (name: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  let named = value as Readonly<Record<string, unknown>>
  for (const [alias, name] of aliases) {
    if (!Object.hasOwn(named, alias) || knows(alias) || !knows(name)) continue
    const { [alias]: given, ...others } = named
    const isGiven = given !== null && given !== undefined
    if (isGiven && others[name] !== null && others[name] !== undefined)
      invalidInput(`cannot be given together with ${name}`, { field: alias })
    named = isGiven ? { ...others, [name]: given } : others
  }
  return named
}
