import type { Embedder } from './embedder.ts'
import type { Language } from '../../search/corpus.ts'
import type { HistoryConfig } from './history.ts'
import type { OpenTelemetry } from './telemetry.ts'
import type { Quota } from './user/quota.ts'

/**
 * Settings of a memory. Every part is optional; an unknown option is refused with the nearest known name.
 *
 * @example
 * ```ts
 * const memory = await ILabMemory.fromPath('./memory.db', {
 *   observationTypes: ['incident'],
 *   quota: { observations: 10_000 },
 * })
 * ```
 */
export interface Config {
  /**
   * The file that `fromPath` opens where it is called without a path: a path, a `file:` URL, or `':memory:'`.
   * @default process.env.ILAB_MEMORY_DB_PATH
   */
  readonly dbPath?: string | URL | null | undefined
  /**
   * Hours without activity after which the next write closes a session.
   * @default 24
   */
  readonly sessionTimeoutHours?: number | null | undefined
  /**
   * Types beside the built-in ones, up to 200: `a-z`, then letters, digits, `_` or `-`, up to 64 characters.
   * @default []
   */
  readonly observationTypes?: readonly string[] | null | undefined
  /**
   * `closed`: `save` takes the types of `observationTypes` alone, and tools offer a model exactly those. An empty list
   * stands for the built-in ones. `extend`: the list extends the built-in ones.
   * @default 'extend'
   */
  readonly types?: 'extend' | 'closed' | null | undefined
  /**
   * Priority of each type in ContextScore, in [0, 1]; overrides the built-in priorities.
   * @default { profile: 1, preference: 0.9, decision: 0.7, pattern: 0.6, discovery: 0.5, summary: 0.4 }
   */
  readonly typePriorities?: Readonly<Record<string, number>> | null | undefined
  /**
   * Days after which the recency of an observation is halved.
   * @default 30
   */
  readonly recencyHalfLifeDays?: number | null | undefined
  /**
   * Number of revisions that gives the full revision score; more count no more.
   * @default 10
   */
  readonly revisionCap?: number | null | undefined
  /**
   * Language of the texts: its stems and function words. `none` keeps every word as it is written; `auto` guesses the
   * language of each text. Another language rebuilds an existing index.
   * @default 'english'
   */
  readonly language?: Language | null | undefined
  /**
   * The zone in which a query's days begin and end ("yesterday", "on 7 May"): an IANA name such as `Europe/Lisbon`.
   * @default 'UTC'
   */
  readonly timeZone?: string | null | undefined
  /**
   * Weights and behaviour of a search.
   * @default the defaults of its parts
   */
  readonly search?: SearchConfig | null | undefined
  /**
   * Weights and sizes of the context that a session start returns.
   * @default the defaults of its parts
   */
  readonly context?: ContextConfig | null | undefined
  /**
   * Lengths of texts.
   * @default the defaults of its parts
   */
  readonly limits?: TextLimits | null | undefined
  /**
   * Earlier versions of observations.
   * @default the defaults of its parts
   */
  readonly history?: HistoryConfig | null | undefined
  /**
   * Days for which observations of a type are kept, up to 36,500, for drafts without an end of their own.
   * @default {}, which keeps all
   */
  readonly retention?: Readonly<Record<string, number>> | null | undefined
  /**
   * Write down each read that gives memory out; `journal` lists them. Such a read then waits for one write more.
   * @default false
   */
  readonly journal?: boolean | null | undefined
  /**
   * Model that makes vectors of texts, so that a search also finds what a text means. `ilab-memory/embedders` has some. The
   * caller closes it, after the memory.
   * @default words alone count
   */
  readonly embedder?: Embedder | null | undefined
  /**
   * When new texts get their vectors: in the `background`, or by calls of `embed` alone, for a model that costs money.
   * @default 'background'
   */
  readonly embedding?: 'background' | 'manual' | null | undefined
  /**
   * Upper bounds for each user.
   * @default unbounded
   */
  readonly quota?: Quota | null | undefined
  /**
   * Milliseconds that a call waits for another process's lock before it fails with `busy`.
   * @default 10_000
   */
  readonly busyTimeoutMs?: number | null | undefined
  /**
   * Bytes of index data that a SQLite store keeps in memory for recently active users, of all its open files together. 0
   * disables the cache.
   * @default 16_777_216
   */
  readonly searchCacheBytes?: number | null | undefined
  /**
   * Bytes of vectors that one SQLite file for all users keeps in memory for recently active users; one user takes a quarter
   * at most. 0 disables the cache.
   * @default 67_108_864
   */
  readonly vectorCacheBytes?: number | null | undefined
  /**
   * Threads that a SQLite store runs in, up to 64. 0 keeps it on the calling thread; one file takes one thread.
   * @default 0
   */
  readonly threads?: number | null | undefined
  /**
   * Connections that only read one SQLite file, up to 64, each in a thread of its own beside the one that writes. With any, the
   * file is kept in threads. A user's reads go to one of them.
   * @default 0
   */
  readonly readers?: number | null | undefined
  /**
   * The module `@opentelemetry/api`, for a span and a measurement of each call; neither holds a user's id or text. `false`:
   * none. The constructor of `ILabMemory` takes the module only where it is given.
   * @default the API, if the application has registered a part of OpenTelemetry before it opens the memory
   */
  readonly telemetry?: OpenTelemetry | false | null | undefined
  /**
   * Counts the tokens of a text as the application's model does, for `context`.
   * @default characters / 4 rounded up, Chinese, Japanese and Korean signs one each
   */
  readonly countTokens?: ((text: string) => number) | null | undefined
  /**
   * Source of the time, in milliseconds since the epoch.
   * @default Date.now
   */
  readonly clock?: (() => number) | null | undefined
  /**
   * Source of session ids, called at every write. It must never repeat an id.
   * @default crypto.randomUUID
   */
  readonly newSessionId?: (() => string) | null | undefined
}

/** Weights and behaviour of a search. The three weights add up to 1. */
export interface SearchConfig {
  /**
   * Ranking: `default` for curated memories, `conversation` where every chat turn is an observation.
   * @default 'default'
   */
  readonly mode?: 'default' | 'conversation' | null | undefined
  /**
   * Weight of relevance alone in SearchScore, in [0, 1].
   * @default 0.85
   */
  readonly base?: number | null | undefined
  /**
   * Weight of recency in SearchScore, in [0, 1].
   * @default 0.1
   */
  readonly recency?: number | null | undefined
  /**
   * Weight of the number of revisions in SearchScore, in [0, 1].
   * @default 0.05
   */
  readonly revision?: number | null | undefined
  /**
   * Match words within one or two typing errors when the user never used the word of the query.
   * @default true
   */
  readonly typoTolerance?: boolean | null | undefined
  /**
   * Weight of the sense in relevance, with `Config.embedder`, in [0, 1]; 0: words alone count.
   * @default 0.08, in conversation mode 0.06
   */
  readonly meaning?: number | null | undefined
}

/** Weights and sizes of the context that a session start returns. The three weights add up to 1. */
export interface ContextConfig {
  /**
   * Weight of recency in ContextScore, in [0, 1].
   * @default 0.5
   */
  readonly recency?: number | null | undefined
  /**
   * Weight of the number of revisions in ContextScore, in [0, 1].
   * @default 0.3
   */
  readonly revision?: number | null | undefined
  /**
   * Weight of the type's priority in ContextScore, in [0, 1].
   * @default 0.2
   */
  readonly typePriority?: number | null | undefined
  /**
   * Observations at most, from 1.
   * @default 10
   */
  readonly memories?: number | null | undefined
  /**
   * Summaries of completed sessions at most, from 1.
   * @default 5
   */
  readonly sessions?: number | null | undefined
}

/** Lengths after redaction, of texts in UTF-16 units. What is longer fails with `invalid_input`. */
export interface TextLimits {
  /**
   * Length of a title, up to 65,535.
   * @default 1_000
   */
  readonly titleLength?: number | null | undefined
  /**
   * Length of a content or a summary.
   * @default 200_000
   */
  readonly contentLength?: number | null | undefined
  /**
   * UTF-8 bytes of a topic key, up to 2,048.
   * @default 1_024
   */
  readonly topicKeyBytes?: number | null | undefined
  /**
   * UTF-8 bytes of one item of a thread, as JSON.
   * @default 262_144
   */
  readonly itemBytes?: number | null | undefined
  /**
   * Bytes of an observation's data as JSON, up to 1,048,576.
   * @default 65_536
   */
  readonly dataBytes?: number | null | undefined
  /**
   * Length of a query.
   * @default 10_000
   */
  readonly queryLength?: number | null | undefined
}
