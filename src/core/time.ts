/** ISO 8601, UTC, milliseconds. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** The day of a time in ISO 8601: `2026-11-23` of `2026-11-23T19:30:00.000Z`. */
export function dayOf(time: string): string {
  return time.slice(0, time.indexOf('T'))
}
