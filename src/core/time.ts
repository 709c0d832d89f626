const dayMs = 86_400_000
/** The last time that a `Date` can be. */
const lastTime = 8.64e15
const mostDays = 4_096
/** `2026-11-23T` by number of the day: making one takes longer than all the rest of a time. */
const days = new Map<number, string>()

function dayPrefix(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size >= mostDays) days.clear()
  const prefix = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length)
  days.set(day, prefix)
  return prefix
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}

/** Writes a time in ISO 8601, UTC, with milliseconds. Throws a `RangeError` for a number that no date has. */
export function isoTime(milliseconds: number): string {
  if (!Number.isInteger(milliseconds) || Math.abs(milliseconds) > lastTime) {
    return new Date(milliseconds).toISOString()
  }
  const day = Math.floor(milliseconds / dayMs)
  const inDay = milliseconds - day * dayMs
  const seconds = Math.floor(inDay / 1000)
  const clock = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`
  return `${dayPrefix(day)}${clock}.${String(inDay % 1000).padStart(3, '0')}Z`
}

/** The day of a time in ISO 8601: `2026-11-23` of `2026-11-23T19:30:00.000Z`. */
export function dayOf(time: string): string {
  return time.slice(0, time.indexOf('T'))
}
