import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { Thread, ThreadPage } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { redact } from '../../privacy/redact.ts'
import { keepRecent } from '../shared/keep-recent.ts'

/** Place of a transcript. */
export interface SessionKey {
  /** Project of the session. */
  readonly projectKey: string
  /** Id of the session. */
  readonly sessionId: string
  /** Place of a subagent's transcript; absent for the main one. */
  readonly subpath?: string | undefined
}

/** One line of a transcript. */
export interface SessionEntry {
  /** Kind of the line. */
  type: string
  /** Id of the line; lines of one id are kept once. */
  uuid?: string
  /** Everything else, kept as it is. */
  [field: string]: unknown
}

/** A session in a list. */
export interface SessionOfProject {
  /** Id of the session. */
  sessionId: string
  /** Time of the last line: milliseconds since the epoch. */
  mtime: number
}

/** Store of transcripts, as the option `sessionStore` of `query` takes it. */
export interface SessionStore {
  /** Appends lines in order. Errors: those of the memory, after which the SDK tries again. */
  append: (key: SessionKey, entries: SessionEntry[]) => Promise<void>
  /** Reads a transcript; null where there is none. Errors: those of the memory. */
  load: (key: SessionKey) => Promise<SessionEntry[] | null>
  /** Lists the sessions of a project. */
  listSessions: (projectKey: string) => Promise<SessionOfProject[]>
  /** Removes a transcript for good; the main one with those of its subagents. */
  delete: (key: SessionKey) => Promise<void>
  /** Lists the places of the subagents' transcripts of a session. */
  listSubkeys: (key: SessionKey) => Promise<string[]>
}

/** Items of a thread that are read or written at once. */
const page = 500
const threadsAtOnce = 100
/** Transcripts that a store remembers the ids of lines of. */
const mostTranscripts = 64

/**
 * Makes a store of transcripts over one user's memory: each transcript is a thread. So another machine can resume a
 * conversation, exports hold transcripts, and an erasure removes them. Text in `<private>` tags is not kept.
 *
 * A line is kept once by its `uuid`. While the user has paused saving, lines are dropped in silence.
 *
 * @example
 * ```ts
 * query({ prompt, options: { sessionStore: sessionStore(memory.forUser(userId)) } })
 * ```
 */
export function sessionStore(user: UserMemory): SessionStore {
  const transcripts = new Map<string, Transcript>()
  const transcriptOf = (key: SessionKey): Transcript => {
    const place = placeOf(key)
    const known = transcripts.get(place) ?? new Transcript(async () => user.thread(await nameOf(key)))
    keepRecent(transcripts, place, known, mostTranscripts)
    return known
  }
  const threadsBelow = async (start: string): Promise<{ rest: string; updatedAt: string }[]> => {
    const found: { rest: string; updatedAt: string }[] = []
    let cursor: string | null = null
    do {
      const { threads, nextCursor } = await user.listThreads({ limit: threadsAtOnce, cursor })
      for (const { name, updatedAt } of threads)
        if (name.startsWith(start)) found.push({ rest: name.slice(start.length), updatedAt })
      cursor = nextCursor
    } while (cursor !== null)
    return found
  }
  return {
    append: (key, entries) => transcriptOf(key).append(entries),
    load: async (key) => {
      const entries = await allItems(user.thread(await nameOf(key)))
      return entries.length === 0 ? null : entries
    },
    listSessions: async (projectKey) =>
      (await threadsBelow(await startOf(projectKey)))
        .filter(({ rest }) => !rest.includes('/'))
        .map(({ rest, updatedAt }) => ({
          sessionId: decodeURIComponent(rest),
          mtime: Date.parse(updatedAt),
        })),
    delete: async (key) => {
      const name = await nameOf(key)
      const below = key.subpath === undefined ? await threadsBelow(`${name}/`) : []
      transcripts.clear()
      for (const each of [name, ...below.map(({ rest }) => `${name}/${rest}`)])
        await user.thread(each).clear()
    },
    listSubkeys: async ({ projectKey, sessionId }) =>
      (await threadsBelow(`${await nameOf({ projectKey, sessionId })}/`)).map(({ rest }) => rest),
  }
}

/** The appends to one transcript, one after another in the order of the calls. */
class Transcript {
  readonly #open: () => Promise<Thread>
  #ids: Promise<Set<string>> | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(open: () => Promise<Thread>) {
    this.#open = open
  }

  append(entries: readonly SessionEntry[]): Promise<void> {
    const appended = this.#last.then(() => this.#append(entries))
    this.#last = appended.catch(() => undefined)
    return appended
  }

  async #append(entries: readonly SessionEntry[]): Promise<void> {
    const thread = await this.#open()
    const ids = await this.#knownIds(thread)
    const seen = new Set<string>()
    const fresh = entries.filter(({ uuid }) => {
      if (typeof uuid !== 'string') return true
      const isKnown = ids.has(uuid) || seen.has(uuid)
      seen.add(uuid)
      return !isKnown
    })
    try {
      for (let at = 0; at < fresh.length; at += page) {
        const part = fresh.slice(at, at + page)
        await thread.append(part)
        for (const { uuid } of part) if (typeof uuid === 'string') ids.add(uuid)
      }
    } catch (error) {
      // The lines may be there or not: the next try reads.
      this.#ids = null
      if (!(error instanceof MemoryError && error.code === 'paused')) throw error
    }
  }

  #knownIds(thread: Thread): Promise<Set<string>> {
    this.#ids ??= allItems(thread).then(
      (entries) => new Set(entries.flatMap(({ uuid }) => (typeof uuid === 'string' ? [uuid] : []))),
    )
    this.#ids.catch(() => (this.#ids = null))
    return this.#ids
  }
}

async function allItems(thread: Thread): Promise<SessionEntry[]> {
  const pages: SessionEntry[][] = []
  let before: number | null = null
  do {
    const { items, nextBefore }: ThreadPage = await thread.read({ last: page, before })
    pages.push(items.map(({ item }) => item as SessionEntry))
    before = nextBefore
  } while (before !== null)
  return pages.toReversed().flat()
}

/** Tells transcripts apart at once, without a wait that could change the order of appends. */
function placeOf({ projectKey, sessionId, subpath }: SessionKey): string {
  return JSON.stringify([projectKey, sessionId, subpath ?? null])
}

/** Names the thread of a transcript. Different places have different names. Errors: `invalid_input`. */
async function nameOf({ projectKey, sessionId, subpath }: SessionKey): Promise<string> {
  if (subpath === '') return invalidInput('must not be empty; leave it out', { field: 'subpath' })
  if (!sessionId.isWellFormed() || redact(sessionId) !== sessionId)
    invalidInput('must not hold a private tag or unpaired surrogate characters', { field: 'sessionId' })
  const main = `${await startOf(projectKey)}${encodeURIComponent(sessionId)}`
  return subpath === undefined ? main : `${main}/${subpath}`
}

/** The beginning of the names of a project's threads. A digest, since projects are paths and may be long. */
async function startOf(projectKey: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(projectKey))
  const hex = Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0'))
  return `claude-agent/${hex.join('')}/`
}
