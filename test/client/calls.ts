import type { OperationName } from '../../src/wire/operations.ts'
import { collect } from '../../src/testing/canonical.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'

/** One call of every operation, with input that any server takes. */
export const calls: Readonly<Record<OperationName, (memory: UserMemory) => Promise<unknown>>> = {
  mem_session_start: (memory) => memory.startSession(),
  mem_session_end: (memory) => memory.endSession('over'),
  mem_session_summary: (memory) => memory.summarizeSession('so far'),
  mem_save: (memory) => memory.save({ type: 'profile', title: 'T', content: 'C' }),
  mem_save_many: (memory) => memory.save([{ type: 'profile', title: 'T', content: 'C' }]),
  mem_update: (memory) => memory.update(1, { content: 'D' }),
  mem_search: (memory) => memory.search('word'),
  mem_get_observation: (memory) => memory.get(1),
  mem_history: (memory) => memory.history(1),
  mem_approve: (memory) => memory.approve(1),
  mem_revert: (memory) => memory.revert(1, 1),
  mem_timeline: (memory) => memory.timeline(1),
  mem_stats: (memory) => memory.stats(),
  mem_pause: (memory) => memory.pause(),
  mem_resume: (memory) => memory.resume(),
  mem_context: (memory) => memory.context({ query: 'word' }),
  mem_settings: (memory) => memory.settings(),
  mem_journal: (memory) => memory.journal(),
  mem_list: (memory) => memory.list(),
  mem_forget: (memory) => memory.forget(1),
  mem_forget_all: (memory) => memory.forgetAll({ types: ['pattern'] }),
  mem_session_list: (memory) => memory.listSessions(),
  mem_session_get: (memory) => memory.getSession('absent'),
  mem_session_update: (memory) => memory.updateSession('absent', { summary: 'corrected' }),
  mem_session_forget: (memory) => memory.forgetSession('absent'),
  mem_thread_append: (memory) => memory.thread('chat').append([{ role: 'user' }]),
  mem_thread_read: (memory) => memory.thread('chat').read(),
  mem_thread_pop: (memory) => memory.thread('chat').pop(),
  mem_thread_clear: (memory) => memory.thread('chat').clear(),
  mem_thread_list: (memory) => memory.listThreads(),
  mem_erase_user: (memory) => memory.erase(),
  mem_export: (memory) => collect(memory.export()),
  mem_import: (memory) => memory.import(['{}']),
}

/** Outcome of a call. */
export async function outcome(action: () => Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await action() }
  } catch (error) {
    return { error }
  }
}
