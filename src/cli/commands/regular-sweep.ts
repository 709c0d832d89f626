import { describe, type RequestLog } from '../../server/http/log.ts'
import type { ILabMemory } from '../../memory/ilab-memory.ts'

const minuteMs = 60_000

/**
 * Removes what has expired, now and regularly; 0 minutes: never. A failure is logged. Disposing it stops the timer; a sweep
 * under way ends when the memory closes, and goes on with the next one.
 */
export function sweepRegularly(
  memory: Pick<ILabMemory, 'sweep'>,
  minutes: number,
  log: RequestLog,
): Disposable {
  let isStopped = minutes === 0
  let isRunning = false
  const run = async (): Promise<void> => {
    if (isRunning || isStopped) return
    isRunning = true
    try {
      const swept = await memory.sweep()
      if (swept.observations > 0) log.info({ operation: 'sweep', ...swept }, 'expired observations removed')
    } catch (error) {
      if (!isStopped) log.error({ operation: 'sweep', error: describe(error) }, 'a sweep failed')
    } finally {
      isRunning = false
    }
  }
  const timer = isStopped ? undefined : setInterval(() => void run(), minutes * minuteMs)
  timer?.unref()
  void run()
  return {
    [Symbol.dispose]() {
      isStopped = true
      clearInterval(timer)
    },
  }
}
