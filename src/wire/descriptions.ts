import type { OperationName } from './operations.ts'

/**
 * One sentence for each operation, for a person or a model: what it does and when to use it. They stand apart from the
 * operations, which a browser loads.
 */
export const descriptions: Readonly<Record<OperationName, string>> = {
  mem_pause:
    "Pauses saving, recall or both on the user's wish; false resumes one, without a field both are paused.",
  mem_resume: 'Resumes saving and recall.',
  mem_settings: 'Tells what the user has paused.',
  mem_journal: 'Lists the reads that gave memory out, newest first, by pages.',
  mem_erase_user: 'Removes everything of the user for good and returns a receipt.',
  mem_history: 'Lists versions of one observation, newest first, by pages; empty if absent.',
  mem_revert: 'Restores an earlier version of one observation as a new revision; null if absent.',
  mem_save: 'Saves one lasting fact about the user; a known topic_key revises it.',
  mem_save_many:
    'Saves up to 100 observations in one transaction, all or none; the results are in their order.',
  mem_update: 'Changes fields of one observation as a new revision; null if absent.',
  mem_approve: 'Makes a proposal a part of the memory, when a person agrees; null if absent.',
  mem_forget: 'Removes one observation for good when the user asks; false if absent.',
  mem_forget_all:
    'Removes every observation that meets all conditions for good, and counts them. Needs one at least.',
  mem_search:
    'Finds observations by words or a question, best first. Call before answering from earlier talks.',
  mem_context:
    'Returns the text that a model should see for one answer, within a budget: matching, worth knowing, last summaries.',
  mem_get_observation: 'Returns one observation in full where a snippet is not enough; null if absent.',
  mem_timeline: 'Returns an observation with its neighbours, oldest first.',
  mem_stats: 'Counts observations and sessions.',
  mem_list: 'Lists observations newest first, by pages; to find one, search.',
  mem_session_start:
    'Call first: opens or continues the session, returns past summaries and memories worth knowing.',
  mem_session_end: 'Call at the end of a conversation: closes the session with a summary.',
  mem_session_summary: 'Saves a summary so far; the session stays open.',
  mem_session_list: 'Lists sessions with their summaries, by pages.',
  mem_session_get: 'Returns one session; null if absent.',
  mem_session_update: "Puts another summary in the place of a completed session's; null if absent.",
  mem_session_forget:
    'Removes one session with its summaries for good; false if absent. Other observations stay.',
  mem_thread_append: 'Appends JSON values to a thread, a log of raw messages, in order: all of them or none.',
  mem_thread_read: 'Returns the last items of a thread, oldest first.',
  mem_thread_pop:
    'Removes the last item of a thread for good and returns it; null where the thread is empty.',
  mem_thread_clear: 'Removes every item of a thread for good and returns how many there were.',
  mem_thread_list: 'Lists threads, the one that began last first, by pages.',
  mem_export: "Returns the user's whole memory as JSON Lines.",
  mem_import: 'Adds what is not there yet from the lines of an export.',
}
