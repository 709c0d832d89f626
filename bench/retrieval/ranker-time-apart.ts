import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { readLocomo } from './locomo.ts'
import { rankerRatio } from './ranker-time.ts'

interface Measurement {
  readonly data: string
  readonly kind: 'turns' | 'facts'
  readonly mode: 'default' | 'conversation'
}

/**
 * {@link rankerRatio} in a thread of its own: what else the process has run through the same functions would change how
 * they are compiled, and the ratio with it.
 */
export const rankerRatioApart = (measurement: Measurement): Promise<number> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: measurement })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

if (!isMainThread) {
  const { data, kind, mode } = workerData as Measurement
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(rankerRatio(readLocomo(data), kind, mode))
}
