import type { MemorySettings } from '../../../core/model.ts'
import type { PauseRequest } from '../../../core/store/store.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'
import { nothingPaused, settingsOf } from '../../rules/paused.ts'

/** Changes the user's switches. */
export function pauseMemory({ user }: UnitOfWork, { saving, recall }: PauseRequest): MemorySettings {
  user.isSavingPaused = saving ?? user.isSavingPaused
  user.isRecallPaused = recall ?? user.isRecallPaused
  return settingsOf(user)
}

/** Turns everything on again. */
export function resumeMemory(unit: UnitOfWork | null): MemorySettings {
  return unit === null ? nothingPaused : pauseMemory(unit, { saving: false, recall: false })
}
