import type { ObservationColumns, SessionColumns, WithSessionId } from '../shared/rows.ts'

/** A row of `observation`. Its session is the session's number. */
export interface ObservationRow extends ObservationColumns {
  readonly id: number
}

/** A row of `observation` with its session's public id. */
export type ObservationWithSession = ObservationRow & WithSessionId

/** A row of `session`. */
export interface SessionRow extends SessionColumns {
  readonly number: number
}
