import type { Read } from './together.ts'
import type { Transaction } from './transaction.ts'

/**
 * Reads that are sent as one statement: a cluster passes each statement on to a node, and waits for its answer before the
 * next.
 */
export class GatheredReads {
  readonly #reads: Read[] = []
  readonly #rows = Promise.withResolvers<readonly (readonly unknown[])[]>()

  /** Adds a read. Resolves behind `send`, with rows in any order. */
  async ask<Row>(...read: Read): Promise<readonly Row[]> {
    const place = this.#reads.push(read) - 1
    return (await this.#rows.promise)[place] as readonly Row[]
  }

  /** Sends what was added. */
  send(transaction: Transaction): void {
    this.#rows.resolve(transaction.askTogether(this.#reads))
  }
}
