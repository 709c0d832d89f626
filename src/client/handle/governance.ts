import { parseOptions } from '../../core/input/input.ts'
import type { ErasureReceipt, MemorySettings, PauseOptions } from '../../core/model.ts'
import { pauseOptionsSchema } from '../../core/schemas/user/settings.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Pauses saving, recall or both. */
export async function pause(
  { perform }: RemoteBinding,
  options?: PauseOptions | null,
): Promise<MemorySettings> {
  return perform('mem_pause', parseOptions(pauseOptionsSchema, options, 'pause'))
}

/** Resumes saving and recall. */
export async function resume({ perform }: RemoteBinding): Promise<MemorySettings> {
  return perform('mem_resume', {})
}

/** Tells what the user has paused. */
export async function settings({ perform }: RemoteBinding): Promise<MemorySettings> {
  return perform('mem_settings', {})
}

/** Removes everything of the user. */
export async function erase({ perform }: RemoteBinding): Promise<ErasureReceipt> {
  return perform('mem_erase_user', {})
}
