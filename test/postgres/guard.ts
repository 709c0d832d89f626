import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names the folder of this test run. Vitest's global set-up chooses it. */
export const folderVariable = 'ILAB_TEST_POSTGRES'
/** Lists, one on a line, the programs that this test run has started. */
export const runningFile = 'running.jsonl'

/** A program that outlives the process that started it. */
export interface Running {
  readonly pid: number
  /** A path among its arguments. */
  readonly path: string
}

/** Names a program to the guard of this test run. */
export function guard(running: Running): void {
  const root = process.env[folderVariable]
  if (root === undefined) throw new Error(`${folderVariable} is not set: run the tests with vitest`)
  appendFileSync(join(root, runningFile), `${JSON.stringify(running)}\n`)
}

/** Starts the guard of this test run. The result ends it, and with it every program that is left. */
export function startGuard(root: string): () => Promise<void> {
  const program = join(import.meta.dirname, 'guard-process.ts')
  const child = spawn(process.execPath, [program, root], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to the group of the test run must not end it too.
    detached: true,
  })
  child.unref()
  return async () => {
    // Otherwise Node ends here, as nothing else is left to wait for, and what comes after is not done.
    child.ref()
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
  }
}
