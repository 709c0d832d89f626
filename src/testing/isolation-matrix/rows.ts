/** Things of a stranger, as a user who came by them would try them. */
export interface Stranger {
  readonly ids: readonly number[]
  readonly sessionId: string
  readonly cursor: string
  readonly sessionCursor: string
  readonly threadCursor: string
  readonly journalCursor: string
  /** Name of a thread. Both users also have one named `shared thread`. */
  readonly thread: string
  readonly topicKey: string
  readonly word: string
  readonly title: string
  readonly content: string
  readonly summary: string
  /** The stranger's export, but for the lines that hold the secret. */
  readonly lines: readonly string[]
  /** Text of the stranger's that is never sent and so must never come back. */
  readonly secret: string
}

/** One input of an operation, made of a stranger's things. */
export interface Probe {
  readonly input: unknown
  /**
   * True where the answer or the memory afterwards depends on the input's own text, so that no other input answers
   * the same.
   */
  readonly echoes?: true
}

/** For every operation, by name: its inputs made of a stranger's things. */
export const isolationRows: Readonly<Record<string, (of: Stranger) => readonly Probe[]>> = {
  mem_save: ({ title, content, topicKey, word }) => [
    { input: { type: 'decision', title, content }, echoes: true },
    { input: { type: 'decision', title, content, topicKey }, echoes: true },
    { input: { type: 'profile', title, content: word, topicKey }, echoes: true },
    { input: { type: 'decision', title, content, ...besideOf(word) }, echoes: true },
    { input: { type: 'profile', title, content: word, topicKey, ifRevision: 7 }, echoes: true },
    { input: { type: 'decision', title, content, sessionKey: word }, echoes: true },
    { input: { type: 'decision', title: 'Garden', content: 'garden tulips tulips 7' } },
    { input: { type: 'decision', title: 'Garden', content: 'garden tulips tulips 7', status: 'pending' } },
    { input: { type: 'decision', title, content, topicKey, status: 'pending' }, echoes: true },
  ],
  mem_approve: (sample) => [
    ...references(sample),
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), ifRevision: 1 } })),
    { input: { topicKey: 'stranger/proposal' } },
  ],
  mem_update: ({ ids, title, topicKey, word }) => [
    ...ids.map((observationId): Probe => ({ input: { observationId, title }, echoes: true })),
    { input: { topicKey, content: word } },
    ...ids.map((observationId): Probe => ({ input: { observationId, ...besideOf(word) }, echoes: true })),
    { input: { topicKey, ...besideOf(word) } },
    { input: { topicKey, content: word, ifRevision: 1 } },
    { input: { observationId: 1, newTopicKey: topicKey, ifRevision: 7 } },
    { input: { observationId: 1, newTopicKey: topicKey }, echoes: true },
  ],
  mem_search: searches,
  mem_get_observation: (sample) => [
    ...references(sample),
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), revision: 1 } })),
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), asOf: '2026-01-05' } })),
    { input: { observationId: 1, asOf: '2100-01-01' } },
  ],
  mem_history: (sample) => [
    ...references(sample),
    { input: { observationId: 1 } },
    { input: { observationId: 1, limit: 1, before: 2 } },
  ],
  mem_journal: ({ journalCursor }) => [
    { input: { cursor: journalCursor }, echoes: true },
    { input: { limit: 1 } },
    { input: {} },
  ],
  mem_revert: (sample) => [
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), revision: 1 } })),
    ...references(sample).map(({ input }) => ({
      input: { ...(input as object), revision: 1, ifRevision: 2 },
    })),
  ],
  mem_timeline: ({ ids, topicKey }) => [
    ...ids.map((observationId) => ({ input: { observationId } })),
    ...ids.map((observationId) => ({ input: { observationId, before: 50, after: 50 } })),
    { input: { observationId: 2, before: 50, after: 50 } },
    { input: { topicKey } },
  ],
  mem_forget: (sample) => [
    ...references(sample),
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), explain: true } })),
    { input: { observationId: 1, explain: true } },
    ...references(sample).map(({ input }) => ({ input: { ...(input as object), revision: 1 } })),
  ],
  mem_save_many: ({ title, content, topicKey }) => [
    { input: { drafts: [] } },
    {
      input: {
        drafts: [
          { type: 'profile', title, content, topicKey },
          { type: 'profile', title, content },
        ],
      },
      echoes: true,
    },
  ],
  mem_forget_all: ({ topicKey, sessionId }) => [
    { input: { topicKeyPrefix: topicKey } },
    { input: { topicKeyPrefix: topicKey.slice(0, 3), typesExclude: ['profile'] } },
    { input: { session: sessionId } },
    { input: { status: 'pending' } },
    { input: { createdBefore: '2000-01-01' } },
    { input: { types: ['decision'] } },
  ],
  mem_session_list: ({ sessionCursor }) => [
    { input: { cursor: sessionCursor }, echoes: true },
    { input: { cursor: sessionCursor, order: 'oldest' }, echoes: true },
    { input: { limit: 1 } },
    { input: {} },
  ],
  mem_session_get: ({ sessionId }) => [{ input: { sessionId } }],
  mem_session_update: ({ sessionId, summary }) => [{ input: { sessionId, summary } }],
  mem_session_forget: ({ sessionId }) => [{ input: { sessionId } }],
  mem_list: ({ cursor, topicKey, sessionId, word }) => [
    { input: { cursor, order: 'oldest' }, echoes: true },
    // Cursors are opaque, so that none can be made for a place that belongs to no user.
    { input: { cursor }, echoes: true },
    { input: { cursor, limit: 1 }, echoes: true },
    { input: { topicKeyPrefix: topicKey } },
    { input: { topicKeyPrefix: topicKey.slice(0, 3) } },
    { input: { session: sessionId } },
    { input: { status: 'pending' } },
    { input: { source: word, data: { [word]: word }, pinned: true } },
    { input: { types: ['decision'], limit: 1 } },
    { input: { typesExclude: ['decision'], order: 'oldest', limit: 2 } },
    { input: { createdAfter: '2020-01-01', updatedBefore: '2100-01-01', limit: 2 } },
    { input: { limit: 2 } },
  ],
  mem_context: ({ word, title }) => [
    { input: {} },
    { input: { query: word } },
    { input: { query: title, maxCharacters: 2_000, types: ['decision'] } },
  ],
  mem_thread_append: ({ thread, content }) => [
    { input: { thread, items: [content] }, echoes: true },
    { input: { thread, items: [content, { [content]: null }] }, echoes: true },
  ],
  mem_thread_read: ({ thread }) => [
    { input: { thread } },
    { input: { thread, last: 1 } },
    { input: { thread, before: 2 } },
    { input: { thread: 'shared thread' } },
  ],
  mem_thread_pop: ({ thread }) => [{ input: { thread } }, { input: { thread: 'shared thread' } }],
  mem_thread_clear: ({ thread }) => [{ input: { thread } }, { input: { thread: 'shared thread' } }],
  mem_thread_list: ({ threadCursor }) => [
    { input: { cursor: threadCursor }, echoes: true },
    { input: { limit: 1 } },
    { input: {} },
  ],
  mem_session_start: ({ word }) => [
    { input: {} },
    { input: { key: word }, echoes: true },
    { input: { key: word }, echoes: true },
  ],
  mem_session_end: ({ summary, word }) => [
    { input: { summary }, echoes: true },
    { input: { summary }, echoes: true },
    { input: { summary, key: word } },
  ],
  mem_session_summary: ({ summary }) => [{ input: { summary }, echoes: true }],
  mem_stats: () => [{ input: {} }],
  mem_pause: () => [{ input: {} }, { input: { saving: false } }, { input: { recall: true } }],
  mem_resume: () => [{ input: {} }],
  mem_settings: () => [{ input: {} }],
  mem_export: () => [{ input: {} }],
  mem_import: ({ lines }) => [
    { input: { lines }, echoes: true },
    { input: { lines }, echoes: true },
  ],
  mem_erase_user: () => [{ input: {} }],
}

/** Fields beside the text that hold a word. */
function besideOf(word: string): object {
  return { data: { [word]: word }, source: word, keywords: [word], pinned: true }
}

function references({ ids, topicKey }: Stranger): readonly Probe[] {
  return [...ids.map((observationId) => ({ input: { observationId } })), { input: { topicKey } }]
}

function searches({ word, title, topicKey, sessionId }: Stranger): readonly Probe[] {
  return [
    { input: { query: word } },
    { input: { query: word.slice(0, 2) }, echoes: true },
    { input: { query: `tulips ${word}` } },
    { input: { query: 'garden tulips', limit: 1 } },
    { input: { query: 'garden tulips', types: ['decision'] } },
    { input: { query: 'garden tulips', typesExclude: ['decision'], limit: 100 } },
    { input: { query: 'garden tulips', topicKeyPrefix: topicKey } },
    { input: { query: 'garden tulips', session: sessionId, explain: true } },
    { input: { query: 'garden tulips', createdAfter: '2020-01-01', topicKeyPrefix: topicKey.slice(0, 3) } },
    { input: { query: title } },
    { input: { query: topicKey } },
    { input: { query: sessionId } },
    { input: { query: 'garden tulips', minShare: 0.6 } },
    { input: { query: 'garden tulips', minShare: 1, limit: 100, explain: true } },
    { input: { query: 'garden tulips', full: true } },
    { input: { query: word, full: true, minShare: 0.5, explain: true } },
    { input: { query: word.slice(0, 2), full: true }, echoes: true },
    { input: { query: word, explain: true, purpose: word } },
    { input: { query: 'garden tulips', explain: true } },
    { input: { query: 'strangers', types: ['pattern'], explain: true } },
  ]
}
