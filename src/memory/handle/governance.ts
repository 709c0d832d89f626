import { parseOptions } from '../../core/input/input.ts'
import type { ErasureReceipt, MemorySettings, PauseOptions } from '../../core/model.ts'
import { pauseOptionsSchema } from '../../core/schemas/user/settings.ts'
import type { Binding } from './binding.ts'

/** Pauses saving, recall or both; both where no field is given. */
export async function pause(
  { store, userId }: Binding,
  options?: PauseOptions | null,
): Promise<MemorySettings> {
  const { saving = null, recall = null } = parseOptions(pauseOptionsSchema(), options, 'pause')
  const request = saving === null && recall === null ? { saving: true, recall: true } : { saving, recall }
  return store.pauseMemory(userId, request)
}

/** Resumes saving and recall. */
export async function resume({ store, userId }: Binding): Promise<MemorySettings> {
  return store.resumeMemory(userId)
}

/** Tells what the user has paused. */
export async function settings({ store, userId }: Binding): Promise<MemorySettings> {
  return store.readSettings(userId)
}

/** Removes everything of the user. */
export async function erase({ store, userId, now }: Binding): Promise<ErasureReceipt> {
  return store.eraseUser(userId, { now: now() })
}
