import { MemoryError } from '../core/errors/errors.ts'
import { packageVersion } from '../core/version.ts'
import { endQuietlyWithReader, writtenOut } from './terminal/output.ts'
import { endOnSignals } from './terminal/interruption.ts'
import { reportFailure } from './failure.ts'
import { readSecretFiles } from './settings/secret-files.ts'

/**
 * Runs one command of the command line and ends the process. Failures are told on standard error and by the exit code.
 */
export async function main(args: readonly string[]): Promise<void> {
  const isJson = wantsJson(args)
  try {
    prepare(isJson)
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
      process.stdout.write(`${packageVersion}\n`)
      return
    }
    readSecretFiles()
    const { buildProgram } = await import('./program.ts')
    await buildProgram(packageVersion, isJson, args).parseAsync(args, { from: 'user' })
  } catch (error) {
    reportFailure(error, isJson)
  }
  // By itself Node would wait for what V8 compiles in the background, which takes longer than many a command.
  await writtenOut()
  process.exit()
}

function prepare(isJson: boolean): void {
  // An error's message may quote anything, and Node would print it with a stack.
  process.on('uncaughtException', (error) => endWith(error, isJson))
  endQuietlyWithReader((error) => endWith(unwritable(error), isJson))
  endOnSignals()
}

function endWith(error: unknown, isJson: boolean): never {
  reportFailure(error, isJson)
  return process.exit()
}

function unwritable(error: NodeJS.ErrnoException): MemoryError {
  const code = error.code === 'ENOSPC' ? 'storage_full' : 'storage'
  return new MemoryError(code, 'the output cannot be written', { cause: error })
}

/** Asked before anything is parsed, since parsing may be what fails. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end === -1 ? args.length : end).includes('--json')
}
