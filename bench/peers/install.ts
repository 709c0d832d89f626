import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname

/** Installs the peers, unless the versions of the list are there. */
export function installPeers(): void {
  const stamp = join(here, 'node_modules/.installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.error('installing the peers: a minute')
  const stdio: ('ignore' | number)[] = ['ignore', 2, 2]
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio })
  writeFileSync(stamp, lock)
}

/** Returns names and versions of installed packages, as `mem0ai 3.3.1`. */
export function versionsOf(...names: readonly string[]): string {
  return names
    .map((name) => {
      const manifest = readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')
      return `${name} ${(JSON.parse(manifest) as { version: string }).version}`
    })
    .join(', ')
}
