import { existsSync, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Answers one call of an agent host's hook. It has Node keep compiled code before it loads anything else, and it loads no
 * command parser: a host waits for it at each prompt.
 */
export async function hook(args: readonly string[]): Promise<void> {
  rememberCompiledCode()
  const { runHook } = await import('./run.ts')
  await runHook(args)
}

/** As every command does, but without any other module of this program. */
function rememberCompiledCode(): void {
  try {
    const { XDG_CACHE_HOME: cacheHome = '' } = process.env
    const above = isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache')
    const folder = join(above, 'ilab-memory')
    // One level at a time: with `recursive` Node tries for ever where a file system takes no folders.
    for (const place of [above, folder]) if (!existsSync(place)) mkdirSync(place, { mode: 0o700 })
    const { enableCompileCache }: { enableCompileCache?: typeof nodeModule.enableCompileCache } = nodeModule
    enableCompileCache?.(folder)
  } catch {
    // The next start takes longer, and nothing else.
  }
}
