import { dayMs } from '../days.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** The time on the clocks of a zone, as if it were UTC: milliseconds since the epoch. */
export function toLocal(time: number, timeZone: string): number {
  if (timeZone === 'UTC') return time
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/** When the clocks of a zone show a time; `local` is that time as if it were UTC. */
export function fromLocal(local: number, timeZone: string): number {
  if (timeZone === 'UTC') return local
  const guess = local - (toLocal(local, timeZone) - local)
  // Near a change of the clocks, the offset of the guess is the one that counts.
  return local - (toLocal(guess, timeZone) - guess)
}

/** The beginning of the day that a zone has at a time, on its clocks. */
export function localDay(time: number, timeZone: string): number {
  return Math.floor(toLocal(time, timeZone) / dayMs) * dayMs
}
