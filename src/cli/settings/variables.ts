import { invalidInput } from '../../core/errors/errors.ts'

/** Returns a variable of the environment. An empty one is one that is not set. */
export function variableIn(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const written = environment[name]
  return written === '' ? undefined : written
}

/** Reads a variable that switches something. Errors: `invalid_input`. */
export function switchIn(environment: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const written = variableIn(environment, name)
  if (written === undefined) return undefined
  if (/^(?:1|true|on|yes)$/i.test(written)) return true
  return /^(?:0|false|off|no)$/i.test(written) ? false : invalidInput(`${name}: must be true or false`)
}

/** Reads a variable that counts something. Errors: `invalid_input`. */
export function countIn(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const written = variableIn(environment, name)
  if (written === undefined) return undefined
  return /^\d{1,9}$/.test(written) ? Number(written) : invalidInput(`${name}: must be a whole number`)
}
