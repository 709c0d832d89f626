import { existsSync, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Sets up the process of a command: private files, no noise of Node, and a fast next start. It runs first, and imports no
 * other module of the program, so that Node keeps the compiled code of all of those.
 */
export function setUpProcess(): void {
  // Every file is for its owner only, also those that Node, SQLite or a shell's redirection create.
  process.umask(0o077)
  silenceSqliteWarning()
  keepCompiledCode()
}

/** Node 22 calls its SQLite experimental on every start; what we need of it is checked at open. */
function silenceSqliteWarning(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}

/**
 * Lets Node keep compiled code, which makes the next start a quarter shorter. The folder is the user's own, since code is
 * run from it; where it cannot be made, nothing is kept. `NODE_DISABLE_COMPILE_CACHE=1` switches the cache off.
 */
function keepCompiledCode(): void {
  try {
    const { XDG_CACHE_HOME: cacheHome = '' } = process.env
    const above = isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache')
    if (!isAbsolute(above)) return
    const folder = join(above, 'ilab-memory')
    // One level at a time: with `recursive` Node tries for ever where a file system takes no folders.
    for (const place of [above, folder]) if (!existsSync(place)) mkdirSync(place, { mode: 0o700 })
    // Deno's module has no such function.
    const { enableCompileCache }: { enableCompileCache?: typeof nodeModule.enableCompileCache } = nodeModule
    enableCompileCache?.(folder)
  } catch {
    // The next start takes longer, and nothing else.
  }
}
