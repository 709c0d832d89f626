import type { OperationName } from '../../src/wire/operations.ts'

const importedSession = {
  kind: 'session',
  id: '11111111-1111-4111-8111-111111111111',
  status: 'completed',
  started_at: '2026-01-05T09:00:00.000Z',
  ended_at: '2026-01-05T10:00:00.000Z',
  last_activity_at: '2026-01-05T10:00:00.000Z',
  summary: 'Chose the theme.',
  is_auto_generated: false,
}

/** Arguments of each operation, in this order. An operation without a line does not compile. */
const calls: Readonly<Record<OperationName, { args: string[]; input?: string; shows: RegExp }>> = {
  mem_session_start: {
    args: ['session', 'start'],
    shows: /^(Started|Going on with) session [0-9a-f-]{36}\n/,
  },
  mem_save: {
    args: [
      'save',
      '--type',
      'decision',
      '--title',
      'Invoices',
      '--content',
      'On Mondays.',
      '--topic-key',
      'a/b',
    ],
    shows: /^(Saved|Was there already:) #\d+ {2}a\/b\n$/,
  },
  mem_session_summary: {
    args: ['session', 'summary', 'Half', 'done'],
    shows: /^(Saved|Was there already:) #\d+\n$/,
  },
  mem_search: {
    args: ['search', 'which', 'invoices'],
    shows: /^#\d Invoices {2}decision · a\/b · 0\.\d\d · .*\n {4}On Mondays\.\n$/,
  },
  mem_context: {
    args: ['context', 'which', 'invoices', '--max-tokens', '200'],
    shows:
      /^Stored memory of this user[\s\S]*\n<memory [0-9a-f]{16}>\n- \[#1 \S+ decision\] Invoices: On Mondays\.\n/,
  },
  mem_update: {
    args: ['update', 'a/b', '--title', 'Invoices', '--if-revision', '1'],
    shows: /^Was there already: #1 {2}a\/b\n$/,
  },
  mem_approve: { args: ['approve', '1', '--if-revision', '1'], shows: /^Was there already: #1 {2}a\/b\n$/ },
  mem_get_observation: {
    args: ['get', '1'],
    shows: /^#1 Invoices\ntype {5}decision\n[\s\S]*\n\nOn Mondays\.\n$/,
  },
  mem_history: {
    args: ['history', 'a/b'],
    shows: /^#1 Invoices {2}decision · a\/b · .*\n {4}On Mondays\.\n$/,
  },
  mem_revert: {
    args: ['revert', 'a/b', '--revision', '1', '--if-revision', '1'],
    shows: /^Was there already: #1 {2}a\/b\n$/,
  },
  mem_timeline: { args: ['timeline', '1', '--after', '1'], shows: /^id +type[\s\S]*\n1 +decision +Invoices/ },
  mem_stats: { args: ['stats'], shows: /^observations {3}2\n/ },
  mem_journal: { args: ['journal'], shows: /^The journal is empty\.\n$/ },
  mem_settings: { args: ['settings'], shows: /^saving +on\nrecall +on\n$/ },
  mem_pause: { args: ['pause', '--recall'], shows: /^saving +on\nrecall +paused\n$/ },
  mem_resume: { args: ['resume'], shows: /^saving +on\nrecall +on\n$/ },
  mem_list: { args: ['list', '--limit', '1'], shows: /\n2 +summary[\s\S]*There are more: --cursor \S+\n$/ },
  mem_export: { args: ['export'], shows: /^\{"kind":"header"/ },
  mem_import: {
    args: ['import'],
    input: `{"kind":"header","format":1,"next_observation_id":9}\n${JSON.stringify(importedSession)}\n`,
    shows: /^Imported 0 observations and 1 session;/,
  },
  mem_save_many: {
    args: ['save-many'],
    input:
      '{"type":"pattern","title":"Tea","content":"at four"}\n{"type":"pattern","title":"Walk","content":"at six","topic_key":"walk"}\n',
    shows: /^Saved #\d+\nSaved #\d+ {2}walk\n$/,
  },
  mem_session_list: {
    args: ['session', 'list', '--order', 'oldest', '--limit', '1'],
    shows: /^11111111-[\s\S]*\n {4}Chose the theme\.\n\nThere are more: --cursor \S+\n$/,
  },
  mem_session_get: {
    args: ['session', 'get', importedSession.id],
    shows: /^11111111-\S+\n2026-01-05 09:00Z to 2026-01-05 10:00Z\n {4}Chose the theme\.\n$/,
  },
  mem_session_update: {
    args: ['session', 'update', importedSession.id, '--summary', 'Chose the colours.'],
    shows: /\n {4}Chose the colours\.\n$/,
  },
  mem_session_forget: { args: ['session', 'forget', importedSession.id], shows: /^Forgotten\.\n$/ },
  mem_thread_append: {
    args: ['thread', 'append', 'chat', '--items', '[{"role":"user"},"two"]'],
    shows: /^Appended 2; \d items in the thread\.\n$/,
  },
  mem_thread_read: {
    args: ['thread', 'read', 'chat', '--last', '1'],
    shows: /^#\d {2}20\d\d-\S+ \S+\n {4}"two"\n\nThere are earlier ones: --before \d\n$/,
  },
  mem_thread_list: { args: ['thread', 'list'], shows: /^thread +items +last\nchat +\d +20/ },
  mem_thread_pop: { args: ['thread', 'pop', 'chat'], shows: /^#\d {2}20\d\d-\S+ \S+\n {4}"two"\n$/ },
  mem_thread_clear: { args: ['thread', 'clear', 'chat'], shows: /^Removed \d items?\.\n$/ },
  mem_session_end: { args: ['session', 'end', 'All done.'], shows: /^Ended session [\s\S]*All done\.\n$/ },
  mem_forget: { args: ['forget', '1'], shows: /^Forgotten\.\n$/ },
  mem_forget_all: { args: ['forget-all', '--types', 'pattern'], shows: /^Forgotten: \d\n$/ },
  mem_erase_user: { args: ['erase', '--yes'], shows: /^Erased:\nobservations {2}\d\n/ },
}
export const inOrder = Object.entries(calls) as [OperationName, (typeof calls)[OperationName]][]
