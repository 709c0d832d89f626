import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runningFile, type Running } from './guard.ts'

// Waits until the test run is gone, however it ended: its end of the pipe closes even when it is killed.
// Then ends the servers that are left and removes the folder.
const root = process.argv[2]!
process.stdin.resume().on('close', () => void cleanUp())

async function cleanUp(): Promise<void> {
  const list = join(root, runningFile)
  const lines = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []
  const started = lines.map((line) => JSON.parse(line) as Running)
  for (const { pid } of started.filter(isRunning)) process.kill(pid, 'SIGQUIT')
  while (started.some(isRunning)) await sleep(50)
  rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** Tells whether the program still runs: its process id may belong to another by now. */
function isRunning({ pid, path }: Running): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)
  } catch {
    return false
  }
}
