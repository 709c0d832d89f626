import { MemoryError } from '../../../core/errors/errors.ts'
import type { MemorySettings } from '../../../core/model.ts'
import type { ExportRecord, PauseRequest } from '../../../core/store/store.ts'
import type { Kept } from './kept.ts'

/** Changes the user's switches and returns them. */
export function pause(kept: Kept, { saving, recall }: PauseRequest): MemorySettings {
  const { isSavingPaused, isRecallPaused } = kept.settings
  kept.settings = { isSavingPaused: saving ?? isSavingPaused, isRecallPaused: recall ?? isRecallPaused }
  return { ...kept.settings }
}

/** Errors: `paused` where the user keeps nothing new. */
export function requireSaving({ settings }: Kept): void {
  if (settings.isSavingPaused)
    throw new MemoryError('paused', 'the user has paused saving, so nothing was written: go on without it')
}

/** The settings as the last record of an export, where anything is paused. */
export function settingsRecords({ settings }: Kept): ExportRecord[] {
  const isPaused = settings.isSavingPaused || settings.isRecallPaused
  return isPaused ? [{ kind: 'settings', settings }] : []
}

/** Pauses what a record pauses, besides what is paused. */
export function addSettings(kept: Kept, { isSavingPaused, isRecallPaused }: MemorySettings): void {
  kept.settings = {
    isSavingPaused: kept.settings.isSavingPaused || isSavingPaused,
    isRecallPaused: kept.settings.isRecallPaused || isRecallPaused,
  }
}
