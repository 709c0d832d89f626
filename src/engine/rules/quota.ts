import { MemoryError } from '../../core/errors/errors.ts'
import type { Quota } from '../../core/model.ts'
import { emptySessionBytes, observationBytes } from './counted-bytes.ts'

/** Storage of a user, as quotas count it. */
export interface Usage {
  /** Observations of the user. */
  readonly observations: number
  /** Bytes of observations, sessions and keyed saves: see counted-bytes.ts. */
  readonly bytes: number
}

/**
 * Throws `quota_exceeded` where a write adds to what is over the quota already or brings it over. What does not grow
 * is never refused, so that a user over a lowered quota can still shorten and revise.
 *
 * @param opened - bytes of the session that the write opened; they alone never make the write fail
 */
export function requireWithinQuota(quota: Quota, before: Usage, after: Usage, opened = 0): void {
  const { observations } = boundsOf(quota)
  if (after.observations > Math.max(observations, before.observations)) {
    throw new MemoryError('quota_exceeded', `the quota of ${observations} observations is used up`)
  }
  if (after.bytes > mostBytesAfter(quota, before, opened)) {
    throw new MemoryError('quota_exceeded', `the quota of ${quota.bytes} bytes is used up`)
  }
}

/** Bytes that a user may have after a write: the quota, or as many as before. The session that it opened is extra. */
export function mostBytesAfter(quota: Quota, before: Usage, opened: number): number {
  return Math.max(boundsOf(quota).bytes, before.bytes - opened) + opened
}

/** Rows that closing a stale session would add. */
export interface StaleClosing {
  /** The generated summary, which the session is closed with. */
  readonly summary: string
  /** The same summary as an observation. */
  readonly observation: Parameters<typeof observationBytes>[0]
}

/** Treatment of a stale session before a write opens the next one. */
export type StaleDecision = 'continue' | 'close' | 'close_and_save'

/**
 * A stale session is closed where its summary and the next session fit in the quota, and its summary is also saved
 * where that fits too. Otherwise the session goes on: a user at the quota opens no more sessions as time passes.
 */
export function decideStale(
  quota: Quota,
  usage: Usage,
  { summary, observation }: StaleClosing,
): StaleDecision {
  const { observations: mostObservations, bytes: mostBytes } = boundsOf(quota)
  const closed = usage.bytes + Buffer.byteLength(summary) + emptySessionBytes
  if (closed > mostBytes) return 'continue'
  const fits = closed + observationBytes(observation) <= mostBytes && usage.observations < mostObservations
  return fits ? 'close_and_save' : 'close'
}

function boundsOf({ observations, bytes }: Quota): Usage {
  return { observations: observations ?? Infinity, bytes: bytes ?? Infinity }
}
