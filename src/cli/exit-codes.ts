import type { ErrorCode } from '../core/errors.ts'

/** What the process ends with where an operation fails. 0 is success, 1 a failure that nobody foresaw. */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 2,
  no_active_session: 3,
  not_found: 4,
  unauthorized: 5,
  forbidden: 6,
  rate_limited: 7,
  quota_exceeded: 8,
  busy: 9,
  storage_full: 10,
  storage: 11,
  newer_schema: 12,
  corrupt: 13,
  unsupported_runtime: 14,
  closed: 15,
}

/** A failure without a code of its own. */
export const unexpectedExit = 1
/** `doctor` has found something that is not repaired. */
export const unhealthyExit = 16
/** Ended by SIGINT or SIGTERM, as shells count it. */
export const interruptedExit = { SIGINT: 130, SIGTERM: 143 } as const
