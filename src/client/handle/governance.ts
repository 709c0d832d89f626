import { parseOptions } from '../../core/input/input.ts'
import type {
  ErasureReceipt,
  JournalOptions,
  JournalPage,
  MemorySettings,
  PauseOptions,
} from '../../core/model.ts'
import { pageOptionsSchema } from '../../core/schemas/page.ts'
import { pauseOptionsSchema } from '../../core/schemas/user/settings.ts'
import { listBy } from './pages.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Pauses saving, recall or both. */
export async function pause(
  { perform }: RemoteBinding,
  options?: PauseOptions | null,
): Promise<MemorySettings> {
  return perform('mem_pause', parseOptions(pauseOptionsSchema(), options, 'pause'))
}

/** Resumes saving and recall. */
export async function resume({ perform }: RemoteBinding): Promise<MemorySettings> {
  return perform('mem_resume', {})
}

/** Tells what the user has paused. */
export async function settings({ perform }: RemoteBinding): Promise<MemorySettings> {
  return perform('mem_settings', {})
}

/** Lists entries of the journal. */
export async function journal(binding: RemoteBinding, options?: JournalOptions | null): Promise<JournalPage> {
  const parsed = parseOptions(pageOptionsSchema(), options, 'journal')
  return listBy(binding, 'mem_journal', 'entries', parsed)
}

/** Removes everything of the user. */
export async function erase({ perform }: RemoteBinding): Promise<ErasureReceipt> {
  return perform('mem_erase_user', {})
}
