import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder } from '../sqlite/fresh-folder.ts'
import { nodeOptions, programPath, startCommand } from './program.ts'
import { rounds } from './rounds.ts'

/**
 * Runs a program again and again, killed at one write to the disk after another; yields what each life leaves. In the
 * short form some of the writes, in the long form each.
 *
 * @param prepare - gives the program's path argument anew for each life
 */
export async function* livesUpToEachWrite(name: string, prepare: () => string): AsyncGenerator<string> {
  const trace = join(freshFolder(), 'trace')
  const { stderr } = await traced(name, prepare(), ['-e', 'trace=pwrite64', '-o', trace])
  const writes = readFileSync(trace, 'utf8').match(/ pwrite64\(/g)?.length ?? 0
  if (writes < 20) throw new Error(`strace saw ${writes} writes only:\n${stderr}`)
  const step = Math.max(1, Math.floor(writes / rounds(5, writes)))
  for (let write = 1; write <= writes; write += step) {
    const path = prepare()
    const kill = ['-e', 'trace=pwrite64', '-e', `inject=pwrite64:signal=SIGKILL:when=${write}`]
    const { signal } = await traced(name, path, [...kill, '-o', '/dev/null'])
    // How many writes there are varies a little: a life that was not cut short shows nothing.
    if (signal === 'SIGKILL') yield path
  }
}

async function traced(
  name: string,
  path: string,
  options: readonly string[],
): Promise<{ signal: string | null; stderr: string }> {
  if (spawnSync('strace', ['--version']).status !== 0)
    throw new Error('this test kills at writes with strace: install the package of that name')
  const program = startCommand('strace', [
    '-f',
    ...options,
    process.execPath,
    ...nodeOptions,
    programPath(name),
    path,
  ])
  return program.ended
}
