import { inspect } from 'node:util'

/**
 * Aborts an answer that cannot be completed. It has no cause, and shows as one line of JSON: the HTTP library prints the
 * error that aborts a stream, among the lines of the log.
 */
export class CutOff extends Error {
  override readonly name = 'CutOff';

  /** Shows the error as a line of the log. */
  [inspect.custom](): string {
    const time = new Date().toISOString()
    return JSON.stringify({ level: 40, time, msg: 'answer cut off', reason: this.message })
  }
}
