/** The optional fields of options, without null: each has a value or is not there. */
export type Given<Options> = {
  readonly [Name in keyof Options as undefined extends Options[Name] ? Name : never]?: Exclude<
    Options[Name],
    null | undefined
  >
}

/**
 * Returns the optional fields of options that have a value. Null and undefined mean "not given", so that a default
 * applies to both. Read a required field from the options themselves: there null may have a meaning.
 */
export function given<Options extends object>(options: Options | null | undefined): Given<Options> {
  const fields = Object.entries(options ?? {}).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(fields) as Given<Options>
}
