import { MemoryError } from '../errors.ts'
import type { Quota } from '../store.ts'

/** Throws `quota_exceeded` where a write would leave a user with more than the quota allows. */
export function requireWithinQuota(quota: Quota, after: { observations: number; bytes: number }): void {
  if (quota.observations !== undefined && after.observations > quota.observations) {
    throw new MemoryError('quota_exceeded', `the quota of ${quota.observations} observations is used up`)
  }
  if (quota.bytes !== undefined && after.bytes > quota.bytes) {
    throw new MemoryError('quota_exceeded', `the quota of ${quota.bytes} bytes is used up`)
  }
}
