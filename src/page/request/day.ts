import { MemoryError } from '../../core/errors/errors.ts'

/**
 * Finds the instant at which a day begins in a time zone, such as `Europe/Madrid`. A text that is no day stays as it is: the
 * memory refuses it. Errors: `invalid_input` for a zone that is none.
 */
export function startOfDay(day: string, zone: string): string {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(midnight) || zone === '') return day
  // The clock may be changed between the midnight in UTC and that of the zone, so the first guess is near only.
  const near = midnight - aheadOfUtc(midnight, zone)
  const start = midnight - aheadOfUtc(near, zone)
  // Two clocks that never agree mean that there is no midnight: the day begins with the change, which is the later guess.
  const isAgreed = aheadOfUtc(start, zone) === aheadOfUtc(near, zone)
  return new Date(isAgreed ? start : Math.max(near, start)).toISOString()
}

/** The place of a zone, for people: `America/Argentina/Buenos_Aires` → `Buenos Aires`. */
export function placeOf(zone: string): string {
  return zone === '' ? 'UTC' : (zone.split('/').at(-1) ?? '').replaceAll('_', ' ')
}

/** Milliseconds by which the clock of a zone is ahead of UTC. */
function aheadOfUtc(instant: number, zone: string): number {
  try {
    // The Swedish form of a time is that of ISO 8601 but for its space.
    const local = new Date(instant).toLocaleString('sv-SE', { timeZone: zone })
    return Date.parse(`${local.replace(' ', 'T')}Z`) - instant
  } catch {
    throw new MemoryError('invalid_input', 'must be a time zone such as Europe/Madrid', { field: 'zone' })
  }
}
