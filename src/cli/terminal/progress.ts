import { grouped } from './amounts.ts'
import { columnsOf } from './style.ts'
import { truncate } from './display-width.ts'
import { stopIfInterrupted } from './interruption.ts'

const every = 80
const barWidth = 24

/** Progress of long work: `done` of `total`, where the total is known, and words for a person. */
export interface Advance {
  readonly done: number
  readonly total?: number
  readonly words: string
}

/**
 * Shows on standard error how far work is, where that is a terminal, and nothing otherwise. Also the place where long
 * work learns that it was interrupted.
 */
export class Progress implements Disposable {
  readonly #isShown: boolean
  #last = 0
  #isDirty = false

  constructor(isQuiet: boolean) {
    this.#isShown = !isQuiet && process.stderr.isTTY
  }

  show(advance: Advance): void {
    stopIfInterrupted()
    const now = performance.now()
    if (!this.#isShown || now - this.#last < every) return
    this.#last = now
    this.#isDirty = true
    process.stderr.write(`\r\u001b[K${truncate(line(advance), columnsOf(process.stderr) - 1)}`)
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#isDirty) process.stderr.write('\r\u001b[K')
  }
}

function line({ done, total, words }: Advance): string {
  if (total === undefined || total <= 0) return `${grouped(done)} ${words}`
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full)
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${words}`
}
