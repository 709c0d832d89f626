import { MemoryError } from '../../core/errors/errors.ts'
import type { SessionStart, MemorySettings } from '../../core/model.ts'
import type { SearchAnswer } from '../../core/store/store.ts'

/** Settings of a user who never changed them. */
export const nothingPaused: MemorySettings = { isSavingPaused: false, isRecallPaused: false }

/** Answer to a search while the user has paused recall. */
export const recallPaused: SearchAnswer = { results: [], emptyBecause: 'paused', meaning: null }

/** Lets a write pass unless the user has paused saving. Errors: `paused`. */
export function requireSaving({ isSavingPaused }: Pick<MemorySettings, 'isSavingPaused'>): void {
  if (isSavingPaused)
    throw new MemoryError('paused', 'the user has paused saving, so nothing was written: go on without it')
}

/** Returns the session of a start with nothing recalled. */
export function startWithoutRecall(session: Pick<SessionStart, 'sessionId' | 'isNew'>): SessionStart {
  return { ...session, sessionsContext: [], memories: [], emptyBecause: 'paused' }
}

/** The switches of a user. */
export function settingsOf({ isSavingPaused, isRecallPaused }: MemorySettings): MemorySettings {
  return { isSavingPaused, isRecallPaused }
}

const saving = 1
const recall = 2

/** Packs the switches into one number, which a user's row holds. */
export function packPaused({ isSavingPaused, isRecallPaused }: MemorySettings): number {
  return (isSavingPaused ? saving : 0) + (isRecallPaused ? recall : 0)
}

/** Unpacks the switches. */
export function unpackPaused(paused: number): MemorySettings {
  return { isSavingPaused: (paused & saving) !== 0, isRecallPaused: (paused & recall) !== 0 }
}
