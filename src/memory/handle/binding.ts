import { invalidInput } from '../../core/errors/errors.ts'
import type { Store, WriteContext } from '../../core/store/store.ts'
import { acceptedTypes, retentionTimes, type ResolvedConfig } from '../config/config.ts'
import { cleanSessionKey } from '../../wire/clean-fields.ts'
import type { ImportRules } from '../../wire/export-lines.ts'
import type { DraftRules } from '../checks/clean-draft.ts'
import { isKnownType } from '../checks/known-type.ts'

/** State that the operations of one handle share. */
export interface Binding {
  readonly store: Store
  readonly config: ResolvedConfig
  /** User of the handle, already checked. */
  readonly userId: string
  readonly rules: DraftRules
  /** Reads the clock of the configuration, in milliseconds since the epoch. Errors: `invalid_input`. */
  readonly now: () => number
  /** Makes the context of one write, with the time of the call. Errors: `invalid_input`. */
  readonly writeContext: (
    options?: Pick<WriteContext, 'idempotencyKey' | 'ifRevision' | 'sessionKey'>,
  ) => WriteContext
}

/**
 * Binds a store to one user.
 *
 * @param userId - already checked by `requireUserId`
 */
export function bind(store: Store, config: ResolvedConfig, userId: string): Binding {
  const { newSessionId, sessionTimeoutHours, quota, history, limits } = config
  const retention = retentionTimes(config)
  const now = (): number => timeOf(config)
  return {
    store,
    config,
    userId,
    rules: { types: acceptedTypes(config), limits },
    now,
    writeContext: ({ sessionKey, ...options } = {}) => ({
      now: now(),
      newSessionId: newSessionId(),
      sessionTimeoutMs: sessionTimeoutHours * 3_600_000,
      quota,
      retention,
      keptVersions: history.revisions,
      ...options,
      sessionKey: sessionKey === undefined ? undefined : cleanSessionKey(sessionKey, 'sessionKey'),
    }),
  }
}

/** Rules of an import into this user's memory. */
export function importRules({ userId, config: { limits }, rules }: Binding): ImportRules {
  return { userId, acceptsType: (type) => isKnownType(type, rules), limits }
}

/** Reads the clock of a configuration. Errors: `invalid_input`. */
export function timeOf(config: ResolvedConfig): number {
  const now = Math.floor(config.clock())
  if (!(Math.abs(now) <= 8.64e15))
    invalidInput('must return milliseconds since the epoch', { field: 'Config.clock' })
  return now
}
