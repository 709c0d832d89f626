import { nothingGiven } from '../../src/core/store/beside.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll } from 'vitest'
import { redact } from '../../src/privacy/redact.ts'
import type { CleanDraft, SearchRequest, Store, WriteContext } from '../../src/core/store/store.ts'

/** Every thread that this process has started since, in order. */
export function watchThreads(): readonly Worker[] {
  const threads: Worker[] = []
  const remember = (thread: Worker): void => void threads.push(thread)
  process.on('worker', remember)
  afterAll(() => void process.off('worker', remember))
  return threads
}

/** Makes folders that are removed after the tests. */
export function folders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-worker-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return () => mkdtempSync(join(root, 'case-'))
}

export const at: WriteContext = {
  now: Date.UTC(2026, 4, 1, 12),
  newSessionId: '00000000-0000-4000-8000-000000000001',
  sessionTimeoutMs: 86_400_000,
  quota: {},
  keptVersions: 20,
}

export function draft(content: string): CleanDraft {
  return {
    type: 'decision',
    title: redact('Note'),
    content: redact(content),
    topicKey: null,
    ...nothingGiven,
  }
}

export function search(query: string): SearchRequest {
  return {
    query,
    limit: 10,
    filter: {},
    minShare: 0,
    full: false,
    now: at.now,
    ranking: {
      mode: 'default',
      search: { base: 0.85, recency: 0.1, revision: 0.05 },
      halfLifeDays: 30,
      revisionCap: 10,
      typoTolerance: true,
    },
  }
}

let saved = 0

/** Hands in so many saves at once, none like another. */
export function saveMany(store: Store, userId: string, count: number): Promise<number>[] {
  return Array.from({ length: count }, async () => {
    const { id } = await store.saveObservation(userId, draft(`${userId} number ${saved++}`), at)
    return id
  })
}

/** Outcome of each call: its result, or the code that it failed with. */
export async function outcomes<Result>(calls: readonly Promise<Result>[]): Promise<(Result | string)[]> {
  const settled = await Promise.allSettled(calls)
  return settled.map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as { code: string }).code,
  )
}
