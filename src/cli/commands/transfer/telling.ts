import { statSync } from 'node:fs'
import { MemoryError } from '../../../core/errors/errors.ts'
import { toSnakeCase } from '../../../wire/wire-names.ts'
import type { Invocation } from '../../settings/invocation.ts'
import { stopIfInterrupted } from '../../terminal/interruption.ts'
import { writeJson, writeLines } from '../../terminal/output.ts'
import { Progress } from '../../terminal/progress.ts'

/** Errors: `not_found`, before a store is made for nothing. */
export function requireFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new MemoryError('not_found', 'there is no file at this path')
}

/** Progress on standard error, which notes an interruption. */
export function progressOf({ options, isJson }: Invocation): Progress {
  stopIfInterrupted()
  return new Progress(isJson || options.quiet === true)
}

/** Names the fields as the wire does. */
function named(result: object): object {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]: [string, unknown]) => [toSnakeCase(name), value]),
  )
}

/** Tells what came of a command: to a person in lines, with `--json` as an object. */
export async function tell({ isJson }: Invocation, result: object, lines: readonly string[]): Promise<void> {
  if (isJson) await writeJson(named(result))
  else await writeLines(lines)
}
