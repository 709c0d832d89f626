import { interruptedExit } from './exit-codes.ts'

type Signal = keyof typeof interruptedExit

/** Thrown out of work that leaves something to clean up when it is told to stop. */
class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

let received: Signal | null = null
let unfinished = 0

/**
 * Ends the process on SIGINT and SIGTERM. Stores are made to be killed at any moment, so it ends at once, unless work
 * is under way that would leave a part of a file behind: such work gets the time to remove it.
 */
export function endOnSignals(): void {
  for (const signal of Object.keys(interruptedExit) as Signal[]) {
    process.on(signal, () => {
      if (unfinished === 0 || received !== null) process.exit(interruptedExit[signal])
      received = signal
    })
  }
}

/** The exit code of the signal that ended the work; null where none did. */
export function interruption(): number | null {
  return received === null ? null : interruptedExit[received]
}

/** Runs work that cleans up behind itself when {@link stopIfInterrupted} throws. */
export async function cleanlyInterrupted<Result>(work: () => Promise<Result>): Promise<Result> {
  unfinished++
  try {
    return await work()
  } finally {
    unfinished--
  }
}

/** Called again and again by long work. Throws once a signal has come. */
export function stopIfInterrupted(): void {
  if (received !== null) throw new Interrupted('the work was interrupted')
}
