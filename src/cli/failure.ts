import { inspect } from 'node:util'
import type { CommanderError } from 'commander'
import { MemoryError } from '../core/errors/errors.ts'
import { errorForms } from '../core/errors/error-forms.ts'
import { unexpectedExit } from './terminal/exit-codes.ts'
import { interruption } from './terminal/interruption.ts'

/** A failure as it is told: never in words that a user wrote. */
interface Failure {
  readonly code: string
  readonly message: string
  readonly field?: string | undefined
  readonly line?: number | undefined
  readonly revision?: number | undefined
  /** The system's name for what lies underneath, such as `ECONNREFUSED`. */
  readonly cause?: string | undefined
  readonly exitCode: number
}

/** Tells a failure in one sentence, or as JSON, and sets the exit code. `ILAB_MEMORY_DEBUG` adds what lies behind it. */
export function reportFailure(error: unknown, isJson: boolean): void {
  const interrupted = interruption()
  if (interrupted !== null) {
    process.exitCode = interrupted
    return
  }
  const failure = failureOf(error)
  process.exitCode = failure?.exitCode ?? 0
  if (failure === null) return
  const { exitCode: _, ...told } = failure
  const codes = told.code === 'storage' && told.cause !== undefined ? `storage, ${told.cause}` : told.code
  process.stderr.write(isJson ? `${JSON.stringify({ error: told })}\n` : `${told.message} (${codes})\n`)
  if ((process.env['ILAB_MEMORY_DEBUG'] ?? '') !== '') process.stderr.write(`${inspect(error)}\n`)
}

function failureOf(error: unknown): Failure | null {
  if (error instanceof MemoryError) {
    const { code, message, field, line, revision } = error
    const cause = codeOfCause(error)
    return { code, message, field, line, revision, cause, exitCode: errorForms[code].exitCode }
  }
  if (isCommanderError(error)) {
    // Help or the version was asked for, and given.
    if (error.exitCode === 0) return null
    return {
      code: 'invalid_input',
      message: usageMessage(error),
      exitCode: errorForms.invalid_input.exitCode,
    }
  }
  const message = 'something went wrong that was not foreseen: set ILAB_MEMORY_DEBUG=1 to see what'
  return { code: 'unexpected', message, exitCode: unexpectedExit }
}

/** Reads the code of a cause where the system gave it: its message may quote what a user wrote. */
function codeOfCause({ cause }: MemoryError): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^E[A-Z0-9]{2,20}(?:_[A-Z0-9]{2,20})?$/.test(code) ? code : undefined
}

function isCommanderError(error: unknown): error is CommanderError {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  )
}

/** Commander's own messages name what was written, which may be a text of a user's in the wrong place. */
function usageMessage({ code, message }: CommanderError): string {
  const hint = /\(Did you mean (?:one of )?([\w, -]+)\?\)/.exec(message)?.[1]
  const guess = hint === undefined ? 'see --help' : `did you mean ${hint.split(', ').join(' or ')}?`
  switch (code) {
    case 'commander.unknownOption':
      return `unknown option: ${guess}`
    case 'commander.unknownCommand':
      return `unknown command: ${guess}`
    case 'commander.excessArguments':
      return 'too many arguments: put a text of several words into quotes'
    case 'commander.invalidArgument': {
      // The value that was written stands before this.
      const [, name, choices] =
        /.* for argument '(\w+)'\. Allowed choices are ([\w, ]+)\.$/s.exec(message) ?? []
      return choices === undefined
        ? 'an argument is not valid: see --help'
        : `${name}: must be one of ${choices}`
    }
    case 'commander.help':
      return 'name a command: see --help'
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
    case 'commander.conflictingOption':
      return message.replace(/^error: /, '')
    default:
      return 'the command was not understood: see --help'
  }
}
