import { nothingGiven } from '../../core/store/beside.ts'
import { redact } from '../../privacy/redact.ts'
import type {
  CleanDraft,
  CleanExpiry,
  ContextRequest,
  ExportRecord,
  ListRequest,
  SearchRequest,
  Store,
  WriteContext,
} from '../../core/store/store.ts'
import { collect } from '../canonical.ts'
import type { StoreCase, StoreSubject } from '../contract-case.ts'
import { beginning, day } from '../world.ts'

/**
 * Makes the context of a write at `now`, as the facade does. Every call opens its own session id, as the facade
 * does.
 */
export function writeAt(now: number, changes: Partial<WriteContext> = {}): WriteContext {
  sessions++
  const newSessionId = `00000000-0000-4000-8000-${String(sessions).padStart(12, '0')}`
  return { now, newSessionId, sessionTimeoutMs: day, quota: {}, keptVersions: 20, ...changes }
}

let sessions = 0

/** A draft as the facade hands it down. */
export function cleanDraft(
  content: string,
  changes: {
    title?: string
    type?: string
    topicKey?: string
    pinned?: boolean
    keywords?: string[]
    expiry?: CleanExpiry
  } = {},
): CleanDraft {
  const { title = 'Note', type = 'discovery', topicKey, pinned = null, keywords, expiry = null } = changes
  return {
    type,
    title: redact(title),
    content: redact(content),
    topicKey: topicKey === undefined ? null : redact(topicKey),
    ...nothingGiven,
    keywords: keywords?.map(redact) ?? null,
    pinned,
    expiry,
  }
}

/** A search with the settings that the facade has by default. */
export function searchFor(query: string, changes: Partial<SearchRequest> = {}): SearchRequest {
  return {
    query,
    limit: 10,
    filter: {},
    minShare: 0,
    full: false,
    now: beginning,
    ranking: {
      mode: 'default',
      search: { base: 0.85, recency: 0.1, revision: 0.05 },
      halfLifeDays: 30,
      revisionCap: 10,
      typoTolerance: true,
    },
    ...changes,
  }
}

/** A page with the newest first. */
export function listOf(changes: Partial<ListRequest> = {}): ListRequest {
  return { limit: 100, after: null, order: 'newest', filter: {}, now: beginning, ...changes }
}

/** Context that the facade asks for by default when a session starts. */
export const usualContext: ContextRequest = {
  memories: 10,
  sessions: 5,
  weights: { recency: 0.5, revision: 0.3, typePriority: 0.2 },
  typePriorities: { profile: 1, preference: 0.9, decision: 0.7, pattern: 0.6, discovery: 0.5, summary: 0.4 },
  otherPriority: 0.5,
  halfLifeDays: 30,
  revisionCap: 10,
}

/** All records of a user's export. */
export async function exported(store: Store, userId: string): Promise<ExportRecord[]> {
  return (await collect(store.exportUser(userId, beginning))).flat()
}

/** Runs `body` on an empty store and closes the store, also after a failure. */
export async function inStore(subject: StoreSubject, body: (store: Store) => Promise<void>): Promise<void> {
  const store = await subject.open()
  try {
    await body(store)
  } finally {
    await store.close()
  }
}

/** A case that runs on an empty store. */
export function storeCase(
  name: string,
  body: (store: Store, subject: StoreSubject) => Promise<void>,
  requirement?: string,
): StoreCase {
  return { name, requirement, needs: [], run: (subject) => inStore(subject, (store) => body(store, subject)) }
}
