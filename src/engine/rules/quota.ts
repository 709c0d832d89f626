import { MemoryError } from '../../core/errors.ts'
import type { Quota } from '../../core/model.ts'

interface Usage {
  readonly observations: number
  readonly bytes: number
}

/**
 * Throws `quota_exceeded` where a write adds to what is over the quota already or brings it over. What does not grow
 * is never refused, so that a user over a lowered quota can still shorten and revise.
 */
export function requireWithinQuota(quota: Quota, before: Usage, after: Usage): void {
  if (
    quota.observations !== undefined &&
    after.observations > Math.max(quota.observations, before.observations)
  ) {
    throw new MemoryError('quota_exceeded', `the quota of ${quota.observations} observations is used up`)
  }
  if (quota.bytes !== undefined && after.bytes > Math.max(quota.bytes, before.bytes)) {
    throw new MemoryError('quota_exceeded', `the quota of ${quota.bytes} bytes is used up`)
  }
}
