import { readdirSync, readFileSync } from 'node:fs'

/** Returns the id of the process that started another one; null: it is gone, or of another machine. */
export function parentOf(pid: number | string): number | null {
  try {
    // The name in brackets may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\)/s, '').split(' ')[2])
  } catch {
    return null
  }
}

/** Returns the ids of a server's process and of its backends. */
export function processesOf(server: number): number[] {
  return [
    server,
    ...readdirSync('/proc')
      .map(Number)
      .filter((pid) => parentOf(pid) === server),
  ]
}

/** Stops processes as a machine that hangs would, and lets them go on when the work is done. */
export async function whileStopped<Result>(
  pids: readonly number[],
  work: () => Promise<Result>,
): Promise<Result> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  try {
    return await work()
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
}
