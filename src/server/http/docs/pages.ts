import type { UserMemory } from '../../../core/user-memory.ts'
import { openApiDocument, type OpenApiDocument } from './openapi.ts'
import { createReference, referencePolicy, type ReferenceQuery } from './reference-page.ts'

/** A page that is the same for all clients. */
export interface Page {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The document and the page that is made of it. */
export interface ReferencePages {
  readonly document: OpenApiDocument
  readonly json: Page
  readonly html: (query: ReferenceQuery) => Page
}

/** Makes the document, and the page for what a reader asks of it. */
export function referencePages(basePath: string): ReferencePages {
  const document = openApiDocument(basePath)
  const reference = createReference(document)
  const cached = { 'cache-control': 'public, max-age=300' }
  const headers = {
    ...cached,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': referencePolicy,
  }
  return {
    document,
    json: { body: JSON.stringify(document), headers: { ...cached, 'content-type': 'application/json' } },
    html: (query) => ({ body: reference(query), headers }),
  }
}

/** A user without memory, for a read that shows that the store answers. */
const probe = 'ilab-memory:readiness'
const probeEveryMs = 1_000
/** Time after which a store that has not answered is told as not ready: those who ask wait a few seconds at most. */
const longestProbeMs = 2_000

/** Makes the check of readiness, which asks the store at most once a second. */
export function createReadiness(memory: { forUser(userId: string): UserMemory }): () => Promise<boolean> {
  let last: { readonly at: number; readonly answer: Promise<boolean> } | null = null
  let underWay: Promise<boolean> | null = null
  return () => {
    const at = performance.now()
    if (last !== null && at - last.at <= probeEveryMs) return last.answer
    // A store that hangs is asked again only when it has answered.
    underWay ??= answers(memory).finally(() => (underWay = null))
    last = { at, answer: inTime(underWay) }
    return last.answer
  }
}

async function answers(memory: { forUser(userId: string): UserMemory }): Promise<boolean> {
  try {
    await memory.forUser(probe).stats()
    return true
  } catch {
    return false
  }
}

/** False where the answer takes too long. */
function inTime(answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestProbeMs, false)
    void answer.then((isReady) => {
      clearTimeout(timer)
      resolve(isReady)
    })
  })
}
