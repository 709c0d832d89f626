/**
 * The times that Python's `isoformat()`, SQLite's `datetime()` and RFC 3339 write: a date, a time to the second or with
 * up to nine decimals, and an offset or none.
 */
const form =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d{2}:?\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?$/i

/**
 * Writes a time as the library does: ISO 8601, UTC, milliseconds. A time without an offset is UTC, and what is finer than
 * a millisecond is dropped. Returns null where the text is no such time.
 */
export function toIsoTime(text: string): string | null {
  const [, date, minute, second = '00', fraction = '', offset = 'Z'] = form.exec(text.trim()) ?? []
  if (date === undefined) return null
  const utc = `${date}T${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const milliseconds = Date.parse(utc)
  // A date such as 31 February is refused, not moved into March.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== utc) return null
  const time = new Date(milliseconds - offsetOf(offset))
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9_999 || time.getUTCFullYear() < 0
    ? null
    : time.toISOString()
}

/** Milliseconds that an offset such as `+05:30` is ahead of UTC. */
function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const [hours = 0, minutes = 0, seconds = 0] = (
    offset.slice(1).replaceAll(':', '').match(/\d{2}/g) ?? []
  ).map(Number)
  return (offset.startsWith('-') ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * 1_000
}
