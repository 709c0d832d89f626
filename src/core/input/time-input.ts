import { invalidInput } from '../errors/errors.ts'

/** A date, or a date with a time and an offset. Without an offset a time would depend on the machine. */
const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** Reads a time in milliseconds since the epoch. Errors: `invalid_input`, with the `field`. */
export function requireTime(given: unknown, field: string): number {
  const milliseconds = millisecondsOf(given)
  if (!(Math.abs(milliseconds) <= 8.64e15))
    invalidInput('must be a time: ISO 8601 with an offset, milliseconds, or a Date', { field })
  return Math.floor(milliseconds)
}

function millisecondsOf(given: unknown): number {
  if (typeof given === 'number') return given
  if (given instanceof Date) return given.getTime()
  return typeof given === 'string' && form.test(given) ? Date.parse(given) : Number.NaN
}
