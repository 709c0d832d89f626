import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runningFile, type Running } from './guard.ts'

// Waits until the test run is gone, however it ended: its end of the pipe closes even when it is killed.
// Then ends the servers that are left and removes the folder.
const root = process.argv[2]!
process.stdin.resume().on('close', () => {
  const list = join(root, runningFile)
  const started = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []
  for (const line of started) end(JSON.parse(line) as Running)
  rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

/** Ends one program at once, unless its process id belongs to another by now. */
function end({ pid, path }: Running): void {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)) process.kill(pid, 'SIGQUIT')
  } catch {
    // It has ended already.
  }
}
