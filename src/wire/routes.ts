import type { OperationName } from './operations.ts'

/** The place of one operation over HTTP. Server, client, OpenAPI document and reference page read this table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Holds `{observation_id}` or `{session_id}` in the place of the input's field of that name. */
  readonly path: `/v1/${string}`
  /** Path of the same operation that names its observation by the parameter `topic_key` of the query. */
  readonly topicPath?: `/v1/${string}`
  /** Place of the input's other fields: in the query, as a JSON object, or as the lines of a body. */
  readonly input: 'query' | 'json' | 'lines'
  /** Body of a success: JSON Lines, or nothing (204); absent: a JSON object. */
  readonly output?: 'lines' | 'nothing'
  /** The one field of the result that the answer is about: null or false there is 404 `not_found`, else it is the body. */
  readonly about?: 'observation' | 'session' | 'updated' | 'approved' | 'reverted' | 'forgotten'
  /** With `explain` in the input the whole result is the body, also where a success has none otherwise. */
  readonly mayExplain?: true
  /** Takes an `Idempotency-Key`. */
  readonly takesIdempotencyKey?: true
  /** Bodies hold items of threads: any JSON, which nests deeper and has more values than other fields. */
  readonly holdsJson?: true
  /** Holds data, which may nest deeper than the other fields. */
  readonly holdsData?: true
  /** Group of the operation in the document. */
  readonly tag: 'Observations' | 'Sessions' | 'Threads' | 'Memory'
}

export const routes: Readonly<Record<OperationName, Route>> = {
  mem_session_start: {
    method: 'POST',
    path: '/v1/sessions',
    input: 'json',
    tag: 'Sessions',
  },
  mem_session_end: {
    method: 'POST',
    path: '/v1/sessions/active/end',
    input: 'json',
    tag: 'Sessions',
  },
  mem_session_summary: {
    method: 'POST',
    path: '/v1/sessions/active/summary',
    input: 'json',
    takesIdempotencyKey: true,
    tag: 'Sessions',
  },
  mem_save: {
    method: 'POST',
    path: '/v1/observations',
    input: 'json',
    holdsData: true,
    takesIdempotencyKey: true,
    tag: 'Observations',
  },
  mem_save_many: {
    method: 'POST',
    path: '/v1/observations/batch',
    input: 'json',
    holdsData: true,
    takesIdempotencyKey: true,
    tag: 'Observations',
  },
  mem_update: {
    method: 'PATCH',
    path: '/v1/observations/{observation_id}',
    topicPath: '/v1/topic',
    input: 'json',
    about: 'updated',
    holdsData: true,
    tag: 'Observations',
  },
  mem_approve: {
    method: 'POST',
    path: '/v1/observations/{observation_id}/approve',
    topicPath: '/v1/topic/approve',
    input: 'json',
    about: 'approved',
    tag: 'Observations',
  },
  // A query is a user's text, and addresses end up in logs: it travels in the body.
  mem_search: {
    method: 'POST',
    path: '/v1/search',
    input: 'json',
    tag: 'Observations',
  },
  mem_context: {
    method: 'POST',
    path: '/v1/context',
    input: 'json',
    tag: 'Memory',
  },
  mem_get_observation: {
    method: 'GET',
    path: '/v1/observations/{observation_id}',
    topicPath: '/v1/topic',
    input: 'query',
    about: 'observation',
    tag: 'Observations',
  },
  mem_history: {
    method: 'GET',
    path: '/v1/observations/{observation_id}/history',
    topicPath: '/v1/topic/history',
    input: 'query',
    tag: 'Observations',
  },
  mem_revert: {
    method: 'POST',
    path: '/v1/observations/{observation_id}/revert',
    topicPath: '/v1/topic/revert',
    input: 'json',
    about: 'reverted',
    tag: 'Observations',
  },
  mem_timeline: {
    method: 'GET',
    path: '/v1/observations/{observation_id}/timeline',
    topicPath: '/v1/topic/timeline',
    input: 'query',
    tag: 'Observations',
  },
  mem_stats: {
    method: 'GET',
    path: '/v1/stats',
    input: 'query',
    tag: 'Memory',
  },
  mem_list: {
    method: 'GET',
    path: '/v1/observations',
    input: 'query',
    tag: 'Observations',
  },
  mem_pause: {
    method: 'POST',
    path: '/v1/settings/pause',
    input: 'json',
    tag: 'Memory',
  },
  mem_resume: {
    method: 'POST',
    path: '/v1/settings/resume',
    input: 'json',
    tag: 'Memory',
  },
  mem_settings: {
    method: 'GET',
    path: '/v1/settings',
    input: 'query',
    tag: 'Memory',
  },
  mem_journal: {
    method: 'GET',
    path: '/v1/journal',
    input: 'query',
    tag: 'Memory',
  },
  mem_forget: {
    method: 'DELETE',
    path: '/v1/observations/{observation_id}',
    topicPath: '/v1/topic',
    input: 'query',
    output: 'nothing',
    about: 'forgotten',
    mayExplain: true,
    tag: 'Observations',
  },
  mem_forget_all: {
    method: 'POST',
    path: '/v1/forget',
    input: 'json',
    tag: 'Observations',
  },
  mem_session_list: {
    method: 'GET',
    path: '/v1/sessions',
    input: 'query',
    tag: 'Sessions',
  },
  mem_session_get: {
    method: 'GET',
    path: '/v1/sessions/{session_id}',
    input: 'query',
    about: 'session',
    tag: 'Sessions',
  },
  mem_session_update: {
    method: 'PATCH',
    path: '/v1/sessions/{session_id}',
    input: 'json',
    about: 'session',
    tag: 'Sessions',
  },
  mem_session_forget: {
    method: 'DELETE',
    path: '/v1/sessions/{session_id}',
    input: 'query',
    output: 'nothing',
    about: 'forgotten',
    tag: 'Sessions',
  },
  // A name may hold anything, also slashes, so it travels in the query or in the body.
  mem_thread_append: {
    method: 'POST',
    path: '/v1/thread/items',
    input: 'json',
    takesIdempotencyKey: true,
    holdsJson: true,
    tag: 'Threads',
  },
  mem_thread_read: {
    method: 'GET',
    path: '/v1/thread',
    input: 'query',
    holdsJson: true,
    tag: 'Threads',
  },
  mem_thread_pop: {
    method: 'POST',
    path: '/v1/thread/pop',
    input: 'json',
    holdsJson: true,
    tag: 'Threads',
  },
  mem_thread_clear: {
    method: 'DELETE',
    path: '/v1/thread',
    input: 'query',
    tag: 'Threads',
  },
  mem_thread_list: {
    method: 'GET',
    path: '/v1/threads',
    input: 'query',
    tag: 'Threads',
  },
  mem_erase_user: {
    method: 'DELETE',
    path: '/v1/memory',
    input: 'query',
    tag: 'Memory',
  },
  mem_export: {
    method: 'GET',
    path: '/v1/export',
    input: 'query',
    output: 'lines',
    tag: 'Memory',
  },
  mem_import: {
    method: 'POST',
    path: '/v1/import',
    input: 'lines',
    tag: 'Memory',
  },
}

/** Lists the fields that a path holds, as the wire names them. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Lists the fields that the addresses of a route hold, and its query and body therefore may not. */
export function heldNames({ path, topicPath }: Route): string[] {
  return topicPath === undefined ? pathNames(path) : [...pathNames(path), 'topic_key']
}
