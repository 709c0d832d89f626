import type { RunningServer } from './node-server.ts'

/**
 * Runs a server until the process is told to end by SIGTERM or SIGINT, then closes it and the rest. A
 * second signal ends the process at once.
 *
 * @param afterwards - closes what the server used, such as the memory
 */
export async function serveUntilSignal(
  server: RunningServer,
  afterwards: () => Promise<void>,
  graceMs?: number,
): Promise<void> {
  await new Promise<void>((resolve) => {
    let isEnding = false
    const end = (): void => {
      if (isEnding) process.exit(1)
      isEnding = true
      resolve()
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  })
  await server.close(graceMs)
  await afterwards()
}
