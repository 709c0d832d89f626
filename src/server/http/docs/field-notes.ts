import type { JsonSchema } from './json-schema.ts'

/** The types that every memory knows. The operator may add others, so a value is one of these or any other name. */
const knownTypes = ['profile', 'preference', 'decision', 'discovery', 'pattern', 'item']

const openType = (types: readonly string[]): JsonSchema => ({
  anyOf: [
    { type: 'string', enum: types },
    { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,63}$', maxLength: 64 },
  ],
})
const typeFilter = openType([...knownTypes, 'summary'])
const typeLists: ReadonlySet<string> = new Set(['types', 'types_exclude', 'exclude_types'])
const cut = 'A larger number is cut to the maximum.'

/** Descriptions by the field's name on the wire, for fields with one meaning in all shapes. */
const descriptions: Readonly<Record<string, string>> = {
  id: 'Id, counted for each user from 1.',
  observation_id: 'Id of an observation of this user.',
  session_id: 'Id of the session.',
  user_id: 'Id of the user.',
  type: 'Kind of fact: a known type, or one that the operator added.',
  title: 'Short name of the fact.',
  content: 'The fact. Text inside `<private>…</private>` is not stored.',
  topic_key:
    'Key of an evolving topic, such as `ui/theme`: a save under it revises the observation. Null: none.',
  new_topic_key: 'New topic key, which no other observation of the user has. Null takes the key away.',
  data: 'JSON object beside the text, kept exactly. In a filter, the values that it has, by dotted paths. Null: none.',
  source: 'Place that the fact comes from, such as `chat:42/turn:7`. In a filter, its beginning. Null: none.',
  keywords: 'Words and phrases of up to 100 characters that find the observation as its title does.',
  pinned: 'Whether the observation comes first in every context.',
  expires_at: 'Time from which on the observation is gone: ISO 8601 with an offset, or a date. Null: never.',
  ttl_ms: 'Milliseconds until the observation is gone. Not together with `expires_at`.',
  if_revision: 'Revision that the observation must have, else 409. In a save, 0: there must be none.',
  as_of: 'Time in ISO 8601 with an offset. Chooses the version that was in force then.',
  versions: 'Versions, newest first.',
  replaced_at: 'Time at which the next version took its place. Null for the current one.',
  is_current: 'Whether it is the current version.',
  approved: 'What was written.',
  reverted: 'What was written.',
  date: 'Day on which the session ended, in UTC.',
  created_at: 'Time of the first save.',
  updated_at: 'Time of the last save.',
  status:
    'State: a session is `active` or `completed`, an observation `active` or, as a proposal, `pending`.',
  pending: 'Number of proposals that wait for a person.',
  started_at: 'Time at which the session began.',
  ended_at: 'Time at which the session ended. Null while it is active.',
  last_activity_at: 'Time of the last write. Null: none yet.',
  summary: 'Summary of the session: what was done, decided and left open. Null while it is active.',
  is_auto_generated: 'Whether the server wrote the summary, because the session was left open.',
  score: 'Score from 0 to 1. Scores of a search and of a context do not compare.',
  snippet: 'Passage of the content that matches best.',
  highlights: 'Matches in the snippet as `[start, end)`, in UTF-16 units.',
  results: 'Observations that match, best first.',
  parts: 'Parts of the score.',
  relevance: 'Match of query and text, from 0 to 1.',
  meaning:
    'Of a search, the part that sense took; absent: the server has no embedder. Of a score, what sense adds to it, from 0 to 1.',
  similarity: 'Likeness of the two senses, from 0 to 1. Null: the observation has no vector yet.',
  embedded: 'Observations with a vector. Absent: the memory is not searched by sense.',
  recency: 'Freshness, from 0 to 1.',
  revision: 'Share of the revisions that count, from 0 to 1.',
  empty_because: 'Reason for an empty result. Null where there are results.',
  query: 'Words or a question.',
  limit: `Results at most. ${cut}`,
  types: 'Types to look at; all where it is absent.',
  types_exclude: 'Types to leave out. Not together with `types`.',
  min_share: 'Least score of a result, as a share of the best score. Results below it are left out.',
  full: 'Whether each result is the whole observation with score, snippet and highlights.',
  exclude_types: 'Another name of `types_exclude`.',
  created_after: 'Earliest time of the first save, this time included: ISO 8601 with an offset, or a date.',
  created_before: 'End of the time of the first save, this time not included.',
  updated_after: 'Earliest time of the last save, this time included.',
  updated_before: 'End of the time of the last save, this time not included.',
  explain: 'Whether to explain the result.',
  order: 'Order by the time at which the session began, or of the first save of an observation.',
  session: 'The session, or in a filter its id.',
  forgotten: 'Whether there was something to remove.',
  mentioned_in: 'Sessions with a summary that shares words with what was forgotten, most shared words first.',
  words: 'Of a mention, shared words as the summary writes them. Of a score, the match of the words alone.',
  cursor: '`next_cursor` of the page before; absent for the first page.',
  topic_key_prefix: 'Beginning of the topic key.',
  next_cursor: 'Cursor of the next page. Null on the last one.',
  before: `Earlier neighbours at most. ${cut}`,
  after: `Later neighbours at most. ${cut}`,
  saving: 'True pauses saving, false resumes it. Without `saving` and `recall`, both are paused.',
  recall: 'True pauses recall, false resumes it.',
  at: 'Time of the read.',
  operation: 'Operation that gave memory out.',
  entries: 'Entries of this page, newest first.',
  ids: 'Ids of the observations that were returned, in their order; null in the place of a forgotten one.',
  purpose: 'Purpose of the read, such as `answer:42`, for the journal: up to 255 characters. Null: none.',
  is_saving_paused: 'Whether saves fail with `paused`.',
  is_recall_paused: 'Whether searches, timelines and session starts return nothing.',
  max_tokens: 'Tokens of the whole text at most. 1000 where `max_characters` is absent too.',
  max_characters: 'UTF-16 units of the whole text at most.',
  text: 'The text for a prompt, between two marks. Empty where there is nothing.',
  items: 'The items in the text, in its order.',
  omitted: 'Items that had no room.',
  context_id: 'Id of this context, new for each call.',
  key: 'Key of a session of its own, such as a window or a chat: 1 to 255 characters. Absent for the session without a key.',
  session_key: 'Key of the session that it belongs to; absent for the session without a key.',
  is_new: 'Whether the call opened the session.',
  sessions_context: 'Summaries of the last sessions, newest first.',
  memories: 'Observations worth knowing first.',
  bytes:
    'UTF-8 bytes of texts, topic keys, summaries and threads; 64 for each session, thread and remembered key, 32 for each item.',
  by_type: 'Number of observations by type.',
  erased_at: 'Time of the erasure.',
  appended: 'Items that the call appended.',
  removed: 'Items that were removed.',
  thread: 'Name of the thread: 1 to 255 characters, any text.',
  name: 'Name of the thread, private parts redacted.',
  threads: 'Threads of this page, the one that began last first.',
  last: `Items at most, the last ones. ${cut}`,
  number: 'Place in the thread, from 1.',
  item: 'The JSON value, private parts redacted.',
  next_before: '`before` of the page with what is older; null where there is none.',
  thread_items: 'Items of threads that were added.',
  unchanged: 'Records that were there already.',
  outcome: '`created`: new. `updated`: a revision. `deduped`: the same text was there already.',
  field: 'Field of the input that is wrong, by its path.',
  line: 'Line of an import that is wrong, counted from 1.',
  reason: 'The detail without line and field. There where one of them is.',
  detail: 'Says what is wrong, for a person; never what was sent.',
  request_id: 'Id of the exchange in the log of the server.',
}

/** Descriptions of fields that count in one shape and list in another. */
const counts: Readonly<Record<string, string>> = {
  observations: 'Number of observations.',
  sessions: 'Number of sessions.',
  items: 'Items in the thread.',
  revision: 'Number of this version, from 1.',
  forgotten: 'Number of observations that were removed.',
}
const lists: Readonly<Record<string, string>> = {
  observations: 'Observations in full.',
  sessions: 'Sessions of this page.',
  items: 'JSON values, in order.',
  drafts: 'Observations to save, in order: all of them or none.',
}

/** Limits of an input by the server's defaults; the operator can set other lengths. */
const inputLimits: Readonly<Record<string, JsonSchema>> = {
  title: { minLength: 1, maxLength: 1_000 },
  content: { maxLength: 200_000 },
  summary: { minLength: 1, maxLength: 200_000 },
  query: { minLength: 1, maxLength: 10_000 },
  topic_key: { maxLength: 1_024 },
  source: { minLength: 1, maxLength: 255 },
  purpose: { minLength: 1, maxLength: 255 },
  new_topic_key: { maxLength: 1_024 },
  topic_key_prefix: { maxLength: 1_024 },
  observation_id: { minimum: 1, maximum: 2 ** 27 - 1 },
  full: { default: false },
  explain: { default: false },
  order: { default: 'newest' },
  session_id: { minLength: 1, maxLength: 255 },
  thread: { minLength: 1, maxLength: 255 },
}
const neighbours = { default: 5, maximum: 100 }

/** Defaults that differ between operations. */
const defaults: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>> = {
  mem_search: { limit: { default: 10, maximum: 100 }, min_share: { default: 0 } },
  mem_context: { min_share: { default: 0.5 } },
  mem_list: { limit: { default: 50, maximum: 100 } },
  mem_session_list: { limit: { default: 50, maximum: 100 } },
  mem_thread_list: { limit: { default: 50, maximum: 100 } },
  mem_thread_read: { last: { default: 50, maximum: 100 } },
  mem_journal: { limit: { default: 50, maximum: 100 } },
  mem_history: { limit: { default: 20, maximum: 100 } },
  mem_timeline: { before: neighbours, after: neighbours },
}

/**
 * Adds descriptions, lengths, defaults and maxima to the fields of a schema and of those inside it.
 *
 * @param operation - the operation that takes the schema as its input; null for a schema of an answer
 */
export function withNotes(schema: JsonSchema, operation: string | null): JsonSchema {
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined
  const items = schema['items'] as JsonSchema | undefined
  const noted: Record<string, unknown> = { ...schema }
  if (items !== undefined && items['properties'] !== undefined) noted['items'] = withNotes(items, operation)
  if (properties !== undefined) {
    noted['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, noteField(name, field, operation)]),
    )
  }
  return noted
}

function noteField(name: string, field: JsonSchema, operation: string | null): JsonSchema {
  const isList = field['type'] === 'array'
  const description =
    (isList ? lists[name] : field['type'] === 'integer' ? counts[name] : undefined) ?? descriptions[name]
  const limits = operation === null ? {} : { ...inputLimits[name], ...defaults[operation]?.[name] }
  const inner = withNotes(limited(field, limits), operation)
  return { ...inner, ...typed(name, inner, operation), ...(description === undefined ? {} : { description }) }
}

/** Puts lengths and bounds beside the type that they are of, also where null stands beside it. */
function limited(field: JsonSchema, limits: JsonSchema): JsonSchema {
  const choices = field['anyOf'] as readonly JsonSchema[] | undefined
  if (choices === undefined) return { ...field, ...limits }
  return {
    ...field,
    anyOf: choices.map((choice) => (choice['type'] === 'null' ? choice : { ...choice, ...limits })),
  }
}

function typed(name: string, field: JsonSchema, operation: string | null): JsonSchema {
  if (name === 'type' && field['type'] === 'string') {
    const { type: _, ...others } = field
    return { ...others, type: undefined, ...(operation === null ? typeFilter : openType(knownTypes)) }
  }
  return typeLists.has(name) ? { items: typeFilter } : {}
}
