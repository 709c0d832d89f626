import * as nodeModule from 'node:module'
import { isAbsolute, join } from 'node:path'
import { createFolder } from '../../core/paths/create-folder.ts'
import { homeFolder } from '../../core/paths/home-folder.ts'

/** Sets up a process that opens a memory: private files, no noise of Node, and a fast next start. */
export function setUpProcess(): void {
  // Every file is for its owner only, also those that SQLite or a shell's redirection create.
  process.umask(0o077)
  silenceSqliteWarning()
  rememberCompiledCode()
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

/** Node 22 calls its SQLite experimental on every start; what we need of it is checked at open. */
function silenceSqliteWarning(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}
