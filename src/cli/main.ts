import * as nodeModule from 'node:module'
import { isAbsolute, join } from 'node:path'
import { MemoryError } from '../core/errors/errors.ts'
import { packageVersion } from '../core/version.ts'
import { createFolder } from '../paths/create-folder.ts'
import { homeFolder } from '../paths/home-folder.ts'
import { endQuietlyWithReader, writtenOut } from './terminal/output.ts'
import { endOnSignals } from './terminal/interruption.ts'
import { reportFailure } from './failure.ts'

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
    const { buildProgram } = await import('./program.ts')
    await buildProgram(packageVersion, isJson).parseAsync(args, { from: 'user' })
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
  // Every file is for its owner only, also those that SQLite or a shell's redirection create.
  process.umask(0o077)
  silenceSqliteWarning()
  rememberCompiledCode()
}

function endWith(error: unknown, isJson: boolean): never {
  reportFailure(error, isJson)
  return process.exit()
}

function unwritable(error: NodeJS.ErrnoException): MemoryError {
  const code = error.code === 'ENOSPC' ? 'storage_full' : 'storage'
  return new MemoryError(code, 'the output cannot be written', { cause: error })
}

/**
 * Lets Node keep compiled code, which makes the next start a quarter shorter. The folder is the user's own, since code is
 * run from it; where it cannot be made, nothing is kept. `NODE_DISABLE_COMPILE_CACHE=1` switches the cache off.
 */
function rememberCompiledCode(): void {
  const { XDG_CACHE_HOME: cacheHome = '' } = process.env
  const home = homeFolder()
  if (!isAbsolute(cacheHome) && home === null) return
  const folder = join(isAbsolute(cacheHome) ? cacheHome : join(home ?? '', '.cache'), 'ilab-memory')
  try {
    // Node itself would try for ever where a file system takes no folders.
    createFolder(folder)
  } catch {
    return
  }
  // Deno's module has no such function.
  const { enableCompileCache }: { enableCompileCache?: typeof nodeModule.enableCompileCache } = nodeModule
  enableCompileCache?.(folder)
}

/** Asked before anything is parsed, since parsing may be what fails. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end === -1 ? args.length : end).includes('--json')
}

/** Node 22 calls its SQLite experimental on every start; what we need of it is checked at open. */
function silenceSqliteWarning(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}
